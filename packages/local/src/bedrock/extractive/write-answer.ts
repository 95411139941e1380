import type { CountedTable } from './counted-problems.ts';
import { type Entry, FACT_KINDS, type FactKind } from './entry.ts';
import { findProblems, type Problem } from './find-problems.ts';
import { isOrder, shorten } from './sentences.ts';
import type { Sorted } from './sort-entries.ts';

/** The first line of every answer, so that it is not mistaken for a language model's. */
const DISCLAIMER =
  'This is an extractive summary by the local stand-in, not a language model: it counts phrases and facts and quotes sentences.';

const PROBLEMS_SHOWN = 8;
const EXAMPLES_SHOWN = 4;
const FACTS_SHOWN = 6;
const QUOTE_LENGTH = 220;

/**
 * Writes an answer over what was read: frequent problems with their cases, then counts of each kind of fact. Counts
 * that came with the data replace ours, since they may cover more cases than the data lists.
 */
export function writeAnswer(entries: readonly Entry[], statedFacts: readonly string[] = []): string {
  const problems = findProblems(entries, PROBLEMS_SHOWN);
  const lines = problems.length > 0 ? problems.map(problemLine) : entries.slice(0, 3).map(entryLine);
  return answerOf(entries, lines, statedFacts);
}

/**
 * The same over entries that were sorted: their problems, the number of cases of each to be filled in by who asked, as
 * `{cases of "name"}`.
 */
export function writeSortedAnswer(
  entries: readonly Entry[],
  { problems, none }: Sorted,
  statedFacts: readonly string[],
): string {
  const byIndex = new Map(entries.map((entry) => [entry.index, entry]));
  const unassigned = none.reduce((sum, one) => sum + (byIndex.get(one)?.weight ?? 0), 0);
  const lines = problems.slice(0, PROBLEMS_SHOWN).map(({ name, definition, cases }, index) => {
    const members = cases.flatMap((one) => byIndex.get(one) ?? []);
    return `${index + 1}. **${name}** ({cases of "${name}"} cases). ${definition}${examples(members)}`;
  });
  return answerOf(
    entries,
    [...lines, ...notDescribed(problems.length), ...withoutProblem(problems.length, unassigned)],
    statedFacts,
  );
}

/** The same over problems that were counted: the largest with what was counted. */
export function writeCountedAnswer(
  { problems, smaller, unassigned }: CountedTable,
  statedFacts: readonly string[],
): string {
  const lines = problems
    .slice(0, PROBLEMS_SHOWN)
    .map(
      ({ name, counted, definition, examples: numbers }, index) =>
        `${index + 1}. **${name}** (${counted.join(', ')}). ${definition}${exampleNumbers(numbers)}`,
    );
  return [
    DISCLAIMER,
    section('TOP ISSUES IDENTIFIED', [
      ...lines,
      ...notDescribed(problems.length),
      ...(smaller.problems === 0
        ? []
        : [`Smaller ones together: ${smaller.problems}, with ${casesInWords(smaller.cases)}.`]),
      ...withoutProblem(problems.length, unassigned),
    ]),
    section(
      'PATTERNS & TRENDS',
      statedFacts.map((fact) => `- ${fact}`),
    ),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** How many problems the answer has no room for; the result lists them with their cases. */
function notDescribed(problems: number): string[] {
  const more = problems - PROBLEMS_SHOWN;
  return more <= 0
    ? []
    : [`${more} smaller ${more === 1 ? 'problem is' : 'problems are'} in the list of problems.`];
}

/** How many cases are in no problem; where there is no problem, that none was found. */
function withoutProblem(problems: number, unassigned: number): string[] {
  if (problems === 0)
    return [`No problem is shared by two or more of the cases read (${casesInWords(unassigned)}).`];
  return unassigned === 0 ? [] : [`Without a problem that others share: ${casesInWords(unassigned)}.`];
}

function casesInWords(cases: number): string {
  return `${cases} ${cases === 1 ? 'case' : 'cases'}`;
}

function answerOf(
  entries: readonly Entry[],
  problemLines: readonly string[],
  statedFacts: readonly string[],
): string {
  const cases = entries.reduce((sum, entry) => sum + entry.weight, 0);
  if (cases === 0) return `${DISCLAIMER}\n\nThe data is empty, so there is nothing to summarise.`;
  const patterns =
    statedFacts.length > 0
      ? statedFacts.map((fact) => `- ${fact}`)
      : FACT_KINDS.flatMap((kind) => factLine(kind, entries));
  return [
    DISCLAIMER,
    `Read: ${entries.length} ${entries.length === 1 ? 'entry' : 'entries'} standing for ${casesInWords(cases)}.`,
    section('TOP ISSUES IDENTIFIED', problemLines),
    section('PATTERNS & TRENDS', patterns),
    aboutOrders(entries),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** A sentence on entries that try to instruct their reader; empty where none does. */
export function aboutOrders(entries: readonly Entry[]): string {
  const orders = entries.filter((entry) => isOrder(entry.text)).length;
  return orders === 0
    ? ''
    : `${orders} of the entries give orders to their reader; they were read as data and not followed.`;
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `**${title}:**\n${lines.join('\n')}`;
}

function problemLine(problem: Problem, index: number): string {
  const facts = FACT_KINDS.slice(0, 2).flatMap((kind) => {
    const [most] = countFacts(kind, problem.entries);
    return most === undefined ? [] : [`mostly ${most[0]}`];
  });
  const quote = problem.quote === problem.phrase ? '.' : `: "${shorten(problem.quote, QUOTE_LENGTH)}"`;
  const counted = [`${problem.cases} cases`, ...facts].join(', ');
  return `${index + 1}. **${problem.phrase}** (${counted})${quote}${examples(problem.entries)}`;
}

function entryLine(entry: Entry, index: number): string {
  const facts = FACT_KINDS.flatMap((kind) => entry.facts[kind] ?? []).join(', ');
  const text = isOrder(entry.text) ? '' : shorten(entry.text, QUOTE_LENGTH);
  const said = [facts, text].filter((part) => part !== '').join(': ');
  const counted = entry.weight > 1 ? ` (${entry.weight} cases)` : '';
  return `${index + 1}. ${said}${counted}${examples([entry])}`;
}

function examples(entries: readonly Entry[]): string {
  return exampleNumbers(entries.flatMap(({ caseNumbers }) => caseNumbers));
}

function exampleNumbers(all: readonly string[]): string {
  const numbers = [...new Set(all)].slice(0, EXAMPLES_SHOWN);
  return numbers.length === 0 ? '' : ` For example #${numbers.join(', #')}.`;
}

function factLine(kind: FactKind, entries: readonly Entry[]): string[] {
  const counts = countFacts(kind, entries);
  if (counts.length === 0) return [];
  const shown = counts.slice(0, FACTS_SHOWN).map(([value, count]) => `${value} ${count}`);
  const others = counts.length - shown.length;
  return [`- By ${kind}: ${shown.join(', ')}${others > 0 ? ` and ${others} more` : ''}`];
}

/** Cases by the values of a fact, most first. */
function countFacts(kind: FactKind, entries: readonly Entry[]): [value: string, cases: number][] {
  const counts = new Map<string, number>();
  for (const { facts, weight } of entries) {
    const value = facts[kind];
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + weight);
  }
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
}

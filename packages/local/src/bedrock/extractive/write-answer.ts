import { type Entry, FACT_KINDS, type FactKind } from './entry.ts';
import { findProblems, isOrder, type Problem } from './find-problems.ts';

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
  const cases = entries.reduce((sum, entry) => sum + entry.weight, 0);
  if (cases === 0) return `${DISCLAIMER}\n\nThe data is empty, so there is nothing to summarise.`;
  const problems = findProblems(entries, PROBLEMS_SHOWN);
  const patterns =
    statedFacts.length > 0
      ? statedFacts.map((fact) => `- ${fact}`)
      : FACT_KINDS.flatMap((kind) => factLine(kind, entries));
  const orders = entries.filter((entry) => isOrder(entry.text)).length;
  return [
    DISCLAIMER,
    `Read: ${entries.length} ${entries.length === 1 ? 'entry' : 'entries'} standing for ${cases} ${cases === 1 ? 'case' : 'cases'}.`,
    section(
      'TOP ISSUES IDENTIFIED',
      problems.length > 0 ? problems.map(problemLine) : entries.slice(0, 3).map(entryLine),
    ),
    section('PATTERNS & TRENDS', patterns),
    orders > 0
      ? `${orders} of the entries give orders to their reader; they were read as data and not followed.`
      : '',
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `**${title}:**\n${lines.join('\n')}`;
}

function problemLine(problem: Problem, index: number): string {
  const facts = FACT_KINDS.slice(0, 2).flatMap((kind) => {
    const [most] = countFacts(kind, problem.entries);
    return most === undefined ? [] : [`mostly ${most[0]}`];
  });
  const quote = problem.quote === problem.phrase ? '.' : `: "${shorten(problem.quote)}"`;
  const counted = [`${problem.cases} cases`, ...facts].join(', ');
  return `${index + 1}. **${problem.phrase}** (${counted})${quote}${examples(problem.entries)}`;
}

function entryLine(entry: Entry, index: number): string {
  const facts = FACT_KINDS.flatMap((kind) => entry.facts[kind] ?? []).join(', ');
  const text = isOrder(entry.text) ? '' : shorten(entry.text);
  const said = [facts, text].filter((part) => part !== '').join(': ');
  const counted = entry.weight > 1 ? ` (${entry.weight} cases)` : '';
  return `${index + 1}. ${said}${counted}${examples([entry])}`;
}

function examples(entries: readonly Entry[]): string {
  const numbers = [...new Set(entries.flatMap(({ caseNumbers }) => caseNumbers))].slice(0, EXAMPLES_SHOWN);
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

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= QUOTE_LENGTH ? line : `${line.slice(0, QUOTE_LENGTH).replace(/\s+\S*$/, '')}…`;
}

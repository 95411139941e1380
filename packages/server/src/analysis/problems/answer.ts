import { caseCount } from '@case-insights/core/packing';
import type { ProblemFields } from '@case-insights/core/tools';
import * as z from 'zod';
import { askWithinLimit, type Draft } from '../ask-model.ts';
import { tokensOf } from '../budget.ts';
import { type CaseAnalysis, renderFacts, renderScope } from '../case-analysis.ts';
import { type ContentKey, contentKey, modelContent } from '../content-key.ts';
import { fenced, makeMarker } from '../fence.ts';
import { ANSWER_PROMPT, fillSlots } from '../prompts.ts';
import type { PartReading } from './read-part.ts';

export interface WrittenAnswer {
  readonly text: string;
  readonly estimatedTokens: number;
  readonly notes: readonly string[];
}

/** What an answer is written from. */
export interface Material {
  readonly problems: ProblemFields;
  readonly parts: readonly PartReading[];
}

/** Begins every line that quotes cases, so that none of them can pass for a heading. */
const QUOTE_PREFIX = '> ';

interface AnswerDraft extends Draft {
  readonly leftOut: number;
}

/** For how long another call may use the answer: the same question within an hour costs nothing. */
const USABLE_SECONDS = 60 * 60;

const KEPT = z.object({ text: z.string(), estimatedTokens: z.number(), notes: z.array(z.string()) });

/** The answer from what was counted and found, unless it was written before. Throws what the model throws. */
export async function writeAnswer(
  analysis: CaseAnalysis,
  material: Material,
  onProgress: (outputTokens: number) => void,
): Promise<WrittenAnswer> {
  const { context, budget } = analysis;
  const { value } = await context.kept.once(keyOf(analysis, material), KEPT, async () => {
    const { answer, draft, notes } = await askWithinLimit(answerDraft(analysis, material), {
      model: context.model,
      budget,
      onProgress,
    });
    const { estimatedTokens, leftOut } = draft;
    const leftOutNotes =
      leftOut === 0
        ? []
        : [`${leftOut} ${leftOut === 1 ? 'finding' : 'findings'} did not fit into the call that answers.`];
    return {
      value: { text: answer.text, estimatedTokens, notes: [...notes, ...leftOutNotes] },
      usableSeconds: USABLE_SECONDS,
    };
  });
  return value;
}

/** Where the answer is kept. */
function keyOf(analysis: CaseAnalysis, { problems, parts }: Material): ContentKey {
  const { input, question, context, budget, selection, statistics } = analysis;
  return contentKey('answer', [
    ANSWER_PROMPT,
    modelContent(context.model, budget),
    question,
    renderScope(input),
    renderFacts(selection.totalCases, statistics),
    renderProblems(problems),
    parts.map(findingsOf),
  ]);
}

/**
 * Requests with the table of problems and the findings of every part: when these do not all fit, every part loses its
 * last findings, which are the least important, before any part loses an earlier one.
 */
function answerDraft(
  { input, question, budget, selection, statistics }: CaseAnalysis,
  { problems, parts }: Material,
): (inputTokens: number) => AnswerDraft {
  const marker = makeMarker();
  const system = fillSlots(ANSWER_PROMPT.system, { marker });
  const facts = fenced(renderFacts(selection.totalCases, statistics), marker);
  const read = parts.reduce((sum, { entries }) => sum + caseCount(entries), 0);
  const userTurn = (findings: string) =>
    fillSlots(ANSWER_PROMPT.user, {
      marker,
      question,
      scope: renderScope(input),
      coverage: `${read} cases were read; ${selection.totalCases} match.`,
      facts,
      problems: quoted(renderProblems(problems), marker),
      findings,
    });
  const lines = parts.map((part) => findingsOf(part).map((finding) => quoted([finding], marker)));
  const overhead = tokensOf(system, budget) + tokensOf(userTurn(''), budget);
  const longest = Math.max(0, ...lines.map(({ length }) => length));
  return (inputTokens) => {
    let estimatedTokens = overhead;
    let kept = 0;
    for (; kept < longest; kept += 1) {
      const row = lines.reduce((sum, of) => sum + tokensOf(`${of[kept] ?? ''}\n`, budget), 0);
      if (estimatedTokens + row > inputTokens) break;
      estimatedTokens += row;
    }
    return {
      system,
      prompt: userTurn(lines.flatMap((of) => of.slice(0, kept)).join('\n')),
      estimatedTokens,
      leftOut: lines.reduce((sum, of) => sum + Math.max(0, of.length - kept), 0),
    };
  };
}

function quoted(lines: readonly string[], marker: string): string {
  return fenced(lines.map((line) => line.replaceAll(/\s+/gu, ' ')).join('\n'), marker)
    .split('\n')
    .map((line) => `${QUOTE_PREFIX}${line}`)
    .join('\n');
}

/** A model needs a few numbers to cite; the table has the examples of each problem. */
const NUMBERS_SHOWN = 5;

/** The findings of a part with the numbers of the cases that show each. */
export function findingsOf({ findings, entries }: PartReading): string[] {
  return findings.map(({ text, entries: places }) => {
    const numbers = places.slice(0, NUMBERS_SHOWN).flatMap((place) => {
      const entry = entries[place];
      return entry === undefined ? [] : [`#${entry.cases[0].caseNumber}`];
    });
    return numbers.length === 0 ? text : `${text} (${numbers.join(', ')})`;
  });
}

/** The table of problems, a line for each, as the model reads it. */
export function renderProblems(fields: ProblemFields): string[] {
  const { problems = [], problems_other: other, problems_unassigned: unassigned = 0 } = fields;
  return [
    ...problems.map((problem) =>
      [
        problem.name,
        `${casesInWords(problem.cases)}, ${percent(problem.share)} of those read`,
        ...(problem.compared === undefined
          ? []
          : [`${casesInWords(problem.compared.cases)} in the compared period, ${problem.compared.change}`]),
        `trend ${problem.trend}${problem.new_since === undefined ? '' : `, new since ${problem.new_since}`}`,
        `${problem.first_day ?? 'unknown'} to ${problem.last_day ?? 'unknown'}`,
        counts(problem.by_severity),
        counts(problem.by_service),
        counts(problem.by_rca_category),
        `for example ${problem.examples.map((number) => `#${number}`).join(' ')}`,
        problem.definition,
      ].join(' | '),
    ),
    ...(other === undefined
      ? []
      : [
          `${other.problems} smaller ${other.problems === 1 ? 'problem' : 'problems'} | ${casesInWords(other.cases)}`,
        ]),
    `No problem found | ${casesInWords(unassigned)}`,
  ];
}

/** `1 case`, `2 cases` */
export function casesInWords(cases: number): string {
  return `${cases} ${cases === 1 ? 'case' : 'cases'}`;
}

function counts(groups: Readonly<Record<string, number>>): string {
  return Object.entries(groups)
    .map(([group, cases]) => `${group} ${cases}`)
    .join(', ');
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1).replace(/\.0$/, '')} %`;
}

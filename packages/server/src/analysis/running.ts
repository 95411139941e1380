import { renderEntry } from '@case-insights/core/packing';
import {
  type AnalyzeCaseSummariesInput,
  type AnalyzeCaseSummariesOutput,
  analysisFilters,
  analyzeCaseSummaries,
} from '@case-insights/core/tools';
import * as z from 'zod';
import type { ToolContext } from '../call/context.ts';
import type { KeptWork } from '../call/ports.ts';
import { budgetOf } from './budget.ts';
import type { CaseAnalysis } from './case-analysis.ts';
import { CONTENT_KEY, type ContentKey, contentKey, modelContent } from './content-key.ts';
import { howToGoOn } from './continuation.ts';
import { makePlan } from './full-coverage.ts';
import { casesInWords } from './problems/answer.ts';
import { KEPT_PART, partKey } from './problems/read-part.ts';
import { foldedName } from './problems/reading.ts';
import { ANSWER_PROMPT, CASES_PROMPT, NAMES_PROMPT, READ_PROMPT, SORTING_REQUEST } from './prompts.ts';
import { withoutRemoteContent } from './remote-content.ts';
import { coverageNote, report, share } from './report.ts';

/** What a call leaves for those that continue it, so that they need not count and read the cases again. */
export const UNFINISHED = z.object({
  /** Where the answer is kept once it is there, and what was read in each pack. */
  answer: CONTENT_KEY,
  packs: z.array(CONTENT_KEY),
  /** The result before any pack is read: the exact statistics, and no problems. */
  counted: analyzeCaseSummaries.outputSchema,
});
export type Unfinished = z.output<typeof UNFINISHED>;

/** What is left of an analysis whose cases are counted and read from the table. */
export function unfinished(analysis: CaseAnalysis): Unfinished {
  const { input } = analysis;
  const packs = input.coverage === 'all' && analysis.entries.length > 0 ? makePlan(analysis).packs : [];
  return {
    answer: answerKey(analysis),
    packs: packs.map((pack) => partKey(analysis, pack)),
    counted: report(analysis),
  };
}

/** Where the answer is kept: by all that it depends on. */
function answerKey(analysis: CaseAnalysis): ContentKey {
  const { input, question, context, budget, selection, statistics, age, entries } = analysis;
  return contentKey('analysis', [
    [CASES_PROMPT, SORTING_REQUEST, READ_PROMPT, NAMES_PROMPT, ANSWER_PROMPT],
    modelContent(context.model, budget),
    input,
    question,
    [selection.totalCases, selection.summariesAvailable, statistics, age],
    entries.map(renderEntry),
  ]);
}

/** The result of an analysis that is still running, with the problems in the packs that any instance has read by now. */
export async function reportRunning(
  { counted, packs }: Unfinished,
  kept: KeptWork,
  token: string,
): Promise<AnalyzeCaseSummariesOutput> {
  const found = await Promise.all(packs.map((key) => kept.find(key, KEPT_PART)));
  const parts = found.filter((one) => one !== undefined);
  const read = parts.reduce((sum, { cases }) => sum + cases, 0);
  const total = counted.total_cases_found;
  const state =
    packs.length > 0
      ? `${parts.length} of ${packs.length} packs of cases are read so far.`
      : 'The model is still reading the summaries.';
  const shown = problemsSoFar(parts);
  return {
    ...running(token),
    ...counted,
    summaries_analyzed: read,
    token_management: {
      ...counted.token_management,
      estimated_input_tokens: parts.reduce((sum, { estimatedTokens }) => sum + estimatedTokens, 0),
      explanation: state,
    },
    ...(counted.coverage === undefined
      ? {}
      : {
          coverage: {
            ...counted.coverage,
            cases_covered: read,
            share: share(read, total),
            packs: packs.length,
            note: coverageNote(read, total),
          },
        }),
    analysis: [`${state} ${howToGoOn(analyzeCaseSummaries.name, token)}`, ...shown].join('\n\n'),
  };
}

/** Problems that a running answer lists. */
const SHOWN_SO_FAR = 20;

/** What the packs that are read show, under the names that each gave: those of one name are added up. */
function problemsSoFar(parts: readonly z.output<typeof KEPT_PART>[]): string[] {
  const problems = new Map<string, { readonly name: string; readonly cases: number }>();
  for (const { name, cases } of parts.flatMap((part) => part.problems)) {
    const key = foldedName(name);
    problems.set(key, { name, cases: cases + (problems.get(key)?.cases ?? 0) });
  }
  if (problems.size === 0) return [];
  const lines = [...problems.values()]
    .sort((a, b) => b.cases - a.cases)
    .slice(0, SHOWN_SO_FAR)
    .map(({ name, cases }) => `- ${withoutRemoteContent(name)}: ${casesInWords(cases)}`);
  return ['Problems in them, under names that are not yet made one:', lines.join('\n')];
}

/** The result of an analysis whose cases are not counted yet: nothing is known of them. */
export function reportCounting(
  input: AnalyzeCaseSummariesInput,
  question: string,
  context: ToolContext,
  token: string,
): AnalyzeCaseSummariesOutput {
  const state =
    'The matching cases are still being counted and read, so that the numbers here are not known yet.';
  return {
    ...running(token),
    filters_applied: analysisFilters(input),
    total_cases_found: 0,
    summaries_available: 0,
    summaries_analyzed: 0,
    token_management: {
      estimated_input_tokens: 0,
      max_input_tokens: budgetOf(context.model.id, context.limits).maxInputTokens,
      truncated: false,
      explanation: state,
    },
    analysis_question: question,
    model_used: context.model.id,
    sample_cases: [],
    query_execution_id: '',
    analysis: `${state} ${howToGoOn(analyzeCaseSummaries.name, token)}`,
  };
}

function running(token: string) {
  return { status: 'running', next_token: token } as const;
}

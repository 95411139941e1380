import { packEntries } from '@case-insights/core/packing';
import {
  type AnalyzeCaseSummariesInput,
  type AnalyzeCaseSummariesOutput,
  analyzeCaseSummaries,
  caseSelection,
  caseSelectionQuery,
  caseStatistics,
  caseStatisticsQuery,
  comparedRangeOf,
  DEFAULT_ANALYSIS_QUESTION,
} from '@case-insights/core/tools';
import { onModelInUse } from '../analysis/ask-model.ts';
import { budgetOf } from '../analysis/budget.ts';
import { type CaseAnalysis, packable } from '../analysis/case-analysis.ts';
import { contentKey } from '../analysis/content-key.ts';
import { decodeContinuation, encodeContinuation, newCall, startedAnew } from '../analysis/continuation.ts';
import { analyzeInPacks, makePlan } from '../analysis/full-coverage.ts';
import { analyzeInOneCall } from '../analysis/one-call.ts';
import { casesOfProblem, keepProblems } from '../analysis/problems/kept-problems.ts';
import { KEPT_PART, partKey } from '../analysis/problems/read-part.ts';
import { report } from '../analysis/report.ts';
import {
  reportCounting,
  reportRunning,
  UNFINISHED,
  type Unfinished,
  unfinished,
} from '../analysis/running.ts';
import type { ToolContext } from '../call/context.ts';
import { tool } from '../call/tool.ts';

/** For how long an answer is used for the same question about the same cases. */
const USABLE_SECONDS = 60 * 60;

/** An answer that lacks a pack waits for the caller who was told to come back, and no longer. */
const INCOMPLETE_USABLE_SECONDS = 5 * 60;

const { outputSchema } = analyzeCaseSummaries;

/** Reads the matching cases, has a model answer a question about their summaries, and checks what it cites. */
export const analyzeCaseSummariesTool = tool(
  analyzeCaseSummaries,
  async ({ next_token: sent, ...input }, context) => {
    const { model, limits, kept } = context;
    const question = input.analysis_question ?? DEFAULT_ANALYSIS_QUESTION;
    const begun = sent === undefined ? undefined : decodeContinuation(sent);
    const call = begun?.call ?? newCall();
    kept.partOf(call);
    // The token of a continuation stays: it names the model that began, which may not be the one in use here.
    const token = () => sent ?? encodeContinuation({ modelId: model.id, call });
    const callKey = contentKey('call', [call, input]);
    context.answerSoFar(async () => reportCounting(input, question, context, token()));

    if (begun !== undefined) {
      const left = await kept.wait(callKey, UNFINISHED);
      if (left !== undefined) {
        context.answerSoFar(() => reportRunning(left, kept, token()));
        const answer = await kept.wait(left.answer, outputSchema);
        if (answer !== undefined) return explained(answer, startedAnew(begun, answer.model_used));
      }
    }

    let reading: ReturnType<typeof readCases> | undefined;
    const readOnce = () => {
      reading ??= readCases(input, context);
      return reading;
    };
    return await onModelInUse(async () => {
      const budget = budgetOf(model.id, limits);
      let preparing: Promise<{ readonly analysis: CaseAnalysis; readonly left: Unfinished }> | undefined;
      const prepare = async () => {
        const analysis = { input, question, context, budget, ...(await readOnce()) };
        return { analysis, left: unfinished(analysis) };
      };
      const preparedOnce = () => {
        preparing ??= prepare();
        return preparing;
      };
      await kept.once(callKey, UNFINISHED, async () => {
        const { left } = await preparedOnce();
        return { value: left, usableSeconds: USABLE_SECONDS, bookkeeping: true };
      });
      const { analysis, left } = await preparedOnce();
      if (analysis.entries.length === 0) return explained(report(analysis), context.source.note);
      context.answerSoFar(() => reportRunning(left, kept, token()));
      const { value, reused } = await kept.once(left.answer, outputSchema, async () => {
        const outcome = await context.spend(await tokensToRead(analysis), () =>
          input.coverage === 'all' ? analyzeInPacks(analysis) : analyzeInOneCall(analysis),
        );
        const ids = outcome.problems === undefined ? [] : await keepProblems(kept, outcome.problems);
        return {
          value: report(analysis, outcome, ids),
          usableSeconds: outcome.packsFailed > 0 ? INCOMPLETE_USABLE_SECONDS : USABLE_SECONDS,
        };
      });
      if (begun !== undefined) return explained(value, startedAnew(begun, value.model_used));
      return explained(value, reused ? REUSED : context.source.note);
    });
  },
  { analyzes: true },
);

const REUSED =
  'This is the answer to the same question about the same cases from within the last hour; no model was asked again.';

/** Counts the matching cases and reads those that the analysis is about. */
async function readCases(input: AnalyzeCaseSummariesInput, { athena, source, kept, progress }: ToolContext) {
  const ofProblem = input.problem === undefined ? undefined : await casesOfProblem(kept, input.problem);
  const caseNumbers = ofProblem?.caseNumbers;
  const range = comparedRangeOf(input);
  progress('Reading the matching cases and counting them.');
  const [selected, counted, selectedToCompare] = await Promise.all([
    athena.query(caseSelectionQuery(input, source, { caseNumbers })),
    athena.query(caseStatisticsQuery(input, source, { caseNumbers })),
    range === undefined ? undefined : athena.query(caseSelectionQuery(input, source, { range, caseNumbers })),
  ]);
  const selection = caseSelection(selected);
  const compared =
    range === undefined || selectedToCompare === undefined
      ? undefined
      : { range, selection: caseSelection(selectedToCompare) };
  const { statistics, age, lag } = caseStatistics(counted);
  const cases = [...selection.cases, ...(compared?.selection.cases ?? [])];
  return {
    selection,
    statistics,
    age,
    lag,
    ...(compared === undefined ? {} : { compared }),
    ofProblemLeftOut: ofProblem?.leftOut ?? 0,
    entries: packEntries(packable(cases)),
  };
}

/** Input tokens that the analysis is about to take, for the budgets of the day: packs that were read before cost nothing. */
async function tokensToRead(analysis: CaseAnalysis): Promise<number> {
  const { input, context, budget, entries } = analysis;
  const inModel = (tokens: number) => Math.ceil(tokens * budget.facts.tokenFactor);
  if (input.coverage !== 'all') {
    return Math.min(inModel(entries.reduce((sum, { tokens }) => sum + tokens, 0)), budget.maxInputTokens);
  }
  const left = await Promise.all(
    makePlan(analysis).packs.map(async (pack) => {
      const found = await context.kept.find(partKey(analysis, pack), KEPT_PART);
      return found === undefined ? inModel(pack.tokens) : 0;
    }),
  );
  return left.reduce((sum, tokens) => sum + tokens, 0);
}

/** The result with one more sentence in its explanation. */
function explained(
  result: AnalyzeCaseSummariesOutput,
  sentence: string | undefined,
): AnalyzeCaseSummariesOutput {
  if (sentence === undefined) return result;
  const { token_management: management } = result;
  const explanation =
    management.explanation === undefined ? sentence : `${management.explanation} ${sentence}`;
  return { ...result, token_management: { ...management, explanation } };
}

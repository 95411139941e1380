import { CaseInsightsError } from '@case-insights/core/errors';
import { estimateCost } from '@case-insights/core/models';
import { caseCount, type Pack, splitIntoPacks } from '@case-insights/core/packing';
import { ModelPassedOver, NoModelLeft } from '../call/ports.ts';
import { answerProgress, type Pause, retryModelCall } from './ask-model.ts';
import { noRoom } from './budget.ts';
import { type AnalysisOutcome, analyzeInOneCall, type CaseAnalysis, casesDraft } from './case-analysis.ts';
import { type MergedAnswer, mergeFindings } from './merge.ts';
import { findingsOf, type PackFindings } from './pack-findings.ts';
import { CASES_PROMPT, FINDINGS_PROMPT } from './prompts.ts';

/**
 * Has every case read: in one call where all fit, else in packs by service and time, several at once, whose findings
 * a last call merges. A pack that fails twice is left out and reported. Throws `invalid_input` with the estimate when
 * that is beyond what the deployment allows, and the error of the packs when none succeeds.
 */
export async function analyzeInPacks(analysis: CaseAnalysis, wait?: Pause): Promise<AnalysisOutcome> {
  const { context, entries } = analysis;
  const plan = makePlan(analysis);
  refuseBeyondLimit(analysis, plan);
  context.progress(`About to read ${caseCount(entries)} cases in ${describePlan(plan)}.`);
  if (plan.packs.length === 1 && plan.packs[0]?.entries.length === entries.length)
    return analyzeInOneCall(analysis);

  let done = 0;
  const settled = await mapInParallel(
    plan.packs,
    context.limits.concurrency,
    async (pack, index) => {
      const report = (outcome: string) => {
        done++;
        context.progress(
          `Pack ${index + 1} with ${caseCount(pack.entries)} cases ${outcome}; ${done} of ${plan.packs.length} are done.`,
        );
      };
      try {
        const found = await retryModelCall(() => findingsOf(analysis, pack), context.signal, wait);
        report('is read');
        return found;
      } catch (error) {
        report('failed');
        throw error;
      }
    },
    context.signal,
  );
  const findings = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  if (findings.length === 0) throw settled.find((result) => result.status === 'rejected')?.reason;

  context.progress(`Merging the findings of ${findings.length} packs.`);
  const merged = await mergeOrList(analysis, findings, wait);
  return {
    answer: merged.text,
    estimatedInputTokens: findings.reduce(
      (sum, { estimatedTokens }) => sum + estimatedTokens,
      merged.estimatedTokens,
    ),
    covered: findings.flatMap((found) => found.entries),
    packs: plan.packs.length,
    packsFailed: plan.packs.length - findings.length,
    citationsRemoved: findings.reduce((sum, { citationsRemoved }) => sum + citationsRemoved, 0),
    notes: [
      ...reuseNotes(findings, plan.packs),
      ...failureNotes(settled, plan.packs),
      ...packNotes(settled),
      ...merged.notes,
    ],
  };
}

/** Findings have cost most of the work: where they cannot be merged they are listed as they are. */
async function mergeOrList(
  analysis: CaseAnalysis,
  findings: readonly PackFindings[],
  wait: Pause | undefined,
): Promise<MergedAnswer> {
  const { context } = analysis;
  const onProgress = answerProgress(context.progress);
  try {
    return await retryModelCall(() => mergeFindings(analysis, findings, onProgress), context.signal, wait);
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof ModelPassedOver) throw error;
    const why = error instanceof CaseInsightsError ? error.message : 'The model call failed.';
    return {
      text: findings.map(({ text }) => text).join('\n\n'),
      estimatedTokens: 0,
      notes: [`The findings are listed pack by pack, since the call that merges them failed twice: ${why}`],
    };
  }
}

/** Says how many packs an earlier call had read. */
function reuseNotes(findings: readonly PackFindings[], packs: readonly Pack[]): string[] {
  const reused = findings.filter((found) => found.reused).length;
  if (reused === 0) return [];
  return [`${reused} of ${packs.length} packs were read by an earlier call of today and cost nothing now.`];
}

function packNotes(settled: readonly PromiseSettledResult<PackFindings>[]): string[] {
  return settled.flatMap((result, index) =>
    result.status === 'fulfilled' ? result.value.notes.map((note) => `Pack ${index + 1}: ${note}`) : [],
  );
}

/** One sentence for each failed pack: what it held and why it is missing. */
function failureNotes(
  settled: readonly PromiseSettledResult<PackFindings>[],
  packs: readonly Pack[],
): string[] {
  return settled.flatMap((result, index) => {
    if (result.status === 'fulfilled') return [];
    const cases = caseCount(packs[index]?.entries ?? []);
    const why = result.reason instanceof CaseInsightsError ? result.reason.message : 'The model call failed.';
    return [`Pack ${index + 1} with ${cases} cases is not covered, since it failed twice: ${why}`];
  });
}

/** Upper estimate of 25 lines of findings, the most that the prompt asks for. */
const FINDINGS_TOKENS = 2_000;

/** What a full analysis will take, before its first call. */
export interface Plan {
  readonly packs: readonly Pack[];
  readonly calls: number;
  readonly inputTokens: number;
  /** In USD; undefined for a model without a known price. */
  readonly cost: number | undefined;
}

/** Splits the cases into packs and adds up what reading and merging them takes. Throws `payload_too_large` without room for any. */
export function makePlan(analysis: CaseAnalysis): Plan {
  const { budget, entries } = analysis;
  const overhead = Math.max(
    ...[CASES_PROMPT, FINDINGS_PROMPT].map((prompt) => casesDraft(analysis, prompt, [])(0).estimatedTokens),
  );
  const packs = splitIntoPacks(entries, (budget.maxInputTokens - overhead) / budget.facts.tokenFactor);
  const read = packs.reduce(
    (sum, pack) => sum + overhead + Math.ceil(pack.tokens * budget.facts.tokenFactor),
    0,
  );
  if (packs.length === 0) throw noRoom(overhead, budget.maxInputTokens);
  if (packs.length === 1) return { packs, calls: 1, inputTokens: read, cost: cost(analysis, read, 1) };
  const merge = Math.min(budget.maxInputTokens, overhead + packs.length * FINDINGS_TOKENS);
  const inputTokens = read + merge;
  return { packs, calls: packs.length + 1, inputTokens, cost: cost(analysis, inputTokens, packs.length + 1) };
}

function cost({ budget }: CaseAnalysis, inputTokens: number, calls: number): number | undefined {
  return estimateCost(budget.facts, inputTokens, calls * Math.min(budget.maxOutputTokens, FINDINGS_TOKENS));
}

/** `18 model calls, about 3,100,000 input tokens and 0.83 USD`. */
function describePlan({ calls, inputTokens, cost }: Plan): string {
  const price = cost === undefined ? '; the price of this model is not known' : ` and ${cost.toFixed(2)} USD`;
  return `${calls === 1 ? 'one model call' : `${calls} model calls`}, about ${inputTokens.toLocaleString('en-US')} input tokens${price}`;
}

/** Throws `invalid_input` with the estimate when that is beyond what the deployment allows for one analysis. */
function refuseBeyondLimit({ context, entries }: CaseAnalysis, plan: Plan): void {
  const { maxAnalysisTokens } = context.limits;
  if (plan.inputTokens <= maxAnalysisTokens) return;
  throw new CaseInsightsError(
    'invalid_input',
    `Reading all ${caseCount(entries)} cases would take ${describePlan(plan)}, but this deployment allows ${maxAnalysisTokens.toLocaleString('en-US')} input tokens for one analysis (MAX_ANALYSIS_TOKENS): lower max_cases, narrow the dates or filters, or use coverage "fit".`,
  );
}

/**
 * Runs `work` for each item, at most `width` at once, and returns the settled results in the order of the items. A
 * failure is one of these results, unless the signal has aborted (then its reason is thrown), another model is in use
 * from now on, or none is left: no further item is begun then.
 */
async function mapInParallel<Item, Result>(
  items: readonly Item[],
  width: number,
  work: (item: Item, index: number) => Promise<Result>,
  signal: AbortSignal,
): Promise<PromiseSettledResult<Result>[]> {
  const results: PromiseSettledResult<Result>[] = [];
  const queue = items.entries();
  let ended = false;
  const worker = async () => {
    for (const [index, item] of queue) {
      signal.throwIfAborted();
      if (ended) return;
      try {
        results[index] = { status: 'fulfilled', value: await work(item, index) };
      } catch (reason) {
        signal.throwIfAborted();
        if (reason instanceof ModelPassedOver || reason instanceof NoModelLeft) {
          ended = true;
          throw reason;
        }
        results[index] = { status: 'rejected', reason };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return results;
}

import { CaseInsightsError } from '@case-insights/core/errors';
import { estimateCost } from '@case-insights/core/models';
import { caseCount, type Pack, splitIntoPacks } from '@case-insights/core/packing';
import { askWithinLimit } from './ask-within-limit.ts';

import type { AnalysisOutcome, CaseAnalysis } from './case-analysis.ts';
import { casesDraft } from './cases-draft.ts';
import { checkCitations } from './citations.ts';
import { analyzeInOneCall } from './fit.ts';
import { type Findings, mergeFindings } from './merge.ts';
import { caseNumbers } from './packable.ts';
import { type Pause, withPatience } from './patience.ts';
import { mapInParallel } from './pool.ts';
import { answering } from './progress.ts';
import { FINDINGS_PROMPT } from './prompts/findings.v1.ts';

/** 25 lines of findings, as the prompt asks for, with room to spare; the merge has to hold those of every pack. */
const FINDINGS_TOKENS = 2_000;

/** What a full analysis will take, before its first call. */
interface Plan {
  readonly packs: readonly Pack[];
  readonly calls: number;
  readonly inputTokens: number;
  /** In USD; undefined for a model without a known price. */
  readonly cost: number | undefined;
}

/**
 * Has every case read: in one call where all fit, else in packs by service and time, several at once, whose findings
 * a last call merges. A pack that fails twice is left out and reported. Throws `invalid_input` with the estimate when
 * that is beyond what the deployment allows, and the error of the packs when none succeeds.
 */
export async function analyzeInPacks(analysis: CaseAnalysis, wait?: Pause): Promise<AnalysisOutcome> {
  const { context, entries } = analysis;
  const plan = makePlan(analysis);
  if (plan.inputTokens > (context.limits.maxAnalysisTokens ?? Number.POSITIVE_INFINITY))
    throw tooExpensive(analysis, plan);
  context.progress(`About to read ${caseCount(entries)} cases in ${describe(plan)}.`);
  if (plan.packs.length === 1 && plan.packs[0]?.entries.length === entries.length)
    return analyzeInOneCall(analysis);

  let done = 0;
  const settled = await mapInParallel(
    plan.packs,
    context.limits.concurrency,
    async (pack, index) => {
      try {
        return await withPatience(() => findingsOf(analysis, pack), context.signal, wait);
      } finally {
        done++;
        context.progress(
          `Pack ${index + 1} (${caseCount(pack.entries)} cases) is done: ${done} of ${plan.packs.length}.`,
        );
      }
    },
    context.signal,
  );
  const findings = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  if (findings.length === 0) throw settled.find((result) => result.status === 'rejected')?.reason;

  context.progress(`Merging the findings of ${findings.length} packs.`);
  const merged = await withPatience(
    () => mergeFindings(analysis, findings, answering(context.progress)),
    context.signal,
    wait,
  );
  return {
    answer: merged.text,
    estimatedInputTokens: findings.reduce(
      (sum, { estimatedTokens }) => sum + estimatedTokens,
      merged.estimatedTokens,
    ),
    covered: findings.flatMap((found) => found.entries),
    packs: plan.packs.length,
    packsFailed: plan.packs.length - findings.length,
    notes: [...failureNotes(settled, plan.packs), ...findings.flatMap(({ notes }) => notes), ...merged.notes],
  };
}

interface PackFindings extends Findings {
  readonly estimatedTokens: number;
  readonly notes: readonly string[];
}

async function findingsOf(analysis: CaseAnalysis, pack: Pack): Promise<PackFindings> {
  const { context, budget } = analysis;
  const { answer, draft, shrunk } = await askWithinLimit(
    casesDraft(analysis, FINDINGS_PROMPT, pack.entries),
    {
      model: context.model,
      budget: { ...budget, maxOutputTokens: Math.min(budget.maxOutputTokens, FINDINGS_TOKENS) },
      onProgress: () => {},
    },
  );
  return {
    text: checkCitations(answer.text, caseNumbers(draft.entries)).text,
    entries: draft.entries,
    estimatedTokens: draft.estimatedTokens,
    notes: shrunk === undefined ? [] : [shrunk],
  };
}

function makePlan(analysis: CaseAnalysis): Plan {
  const { budget, entries } = analysis;
  const overhead = casesDraft(analysis, FINDINGS_PROMPT, [])(0).estimatedTokens;
  const packs = splitIntoPacks(entries, (budget.maxInputTokens - overhead) / budget.facts.tokenFactor);
  const read = packs.reduce(
    (sum, pack) => sum + overhead + Math.ceil(pack.tokens * budget.facts.tokenFactor),
    0,
  );
  if (packs.length <= 1) return { packs, calls: 1, inputTokens: read, cost: cost(analysis, read, 1) };
  const merge = Math.min(budget.maxInputTokens, overhead + packs.length * FINDINGS_TOKENS);
  const inputTokens = read + merge;
  return { packs, calls: packs.length + 1, inputTokens, cost: cost(analysis, inputTokens, packs.length + 1) };
}

function cost({ budget }: CaseAnalysis, inputTokens: number, calls: number): number | undefined {
  return estimateCost(budget.facts, inputTokens, calls * Math.min(budget.maxOutputTokens, FINDINGS_TOKENS));
}

/** `18 model calls, about 3,100,000 input tokens and 0.83 USD`. */
function describe({ calls, inputTokens, cost }: Plan): string {
  const price = cost === undefined ? '; the price of this model is not known' : ` and ${cost.toFixed(2)} USD`;
  return `${calls === 1 ? 'one model call' : `${calls} model calls`}, about ${inputTokens.toLocaleString('en-US')} input tokens${price}`;
}

function tooExpensive({ context, entries }: CaseAnalysis, plan: Plan): CaseInsightsError {
  const limit = context.limits.maxAnalysisTokens?.toLocaleString('en-US');
  return new CaseInsightsError(
    'invalid_input',
    `Reading all ${caseCount(entries)} cases would take ${describe(plan)}, but this deployment allows ${limit} input tokens for one analysis (MAX_ANALYSIS_TOKENS): lower max_cases, narrow the dates or filters, or use coverage "fit".`,
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

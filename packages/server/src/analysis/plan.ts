import { CaseInsightsError } from '@case-insights/core/errors';
import { estimateCost } from '@case-insights/core/models';
import { caseCount, type Pack, splitIntoPacks } from '@case-insights/core/packing';
import { noRoom } from './budget.ts';
import type { CaseAnalysis } from './case-analysis.ts';
import { casesDraft } from './cases-draft.ts';
import { CASES_PROMPT } from './prompts/cases.v1.ts';
import { FINDINGS_PROMPT } from './prompts/findings.v1.ts';

/** What 25 lines of findings come to, as the prompt asks for, with room to spare. */
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
export function describePlan({ calls, inputTokens, cost }: Plan): string {
  const price = cost === undefined ? '; the price of this model is not known' : ` and ${cost.toFixed(2)} USD`;
  return `${calls === 1 ? 'one model call' : `${calls} model calls`}, about ${inputTokens.toLocaleString('en-US')} input tokens${price}`;
}

/** Throws `invalid_input` with the estimate when that is beyond what the deployment allows for one analysis. */
export function refuseBeyondLimit({ context, entries }: CaseAnalysis, plan: Plan): void {
  const { maxAnalysisTokens } = context.limits;
  if (maxAnalysisTokens === undefined || plan.inputTokens <= maxAnalysisTokens) return;
  throw new CaseInsightsError(
    'invalid_input',
    `Reading all ${caseCount(entries)} cases would take ${describePlan(plan)}, but this deployment allows ${maxAnalysisTokens.toLocaleString('en-US')} input tokens for one analysis (MAX_ANALYSIS_TOKENS): lower max_cases, narrow the dates or filters, or use coverage "fit".`,
  );
}

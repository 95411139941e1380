import { CaseInsightsError } from '@case-insights/core/errors';
import { type ModelFacts, modelFacts } from '@case-insights/core/models';
import { estimateTokens } from '@case-insights/core/packing';
import type { AnalysisLimits } from '../call/context.ts';

/** An answer seldom needs more, and a model that thinks first spends part of it on that. */
const DEFAULT_OUTPUT_TOKENS = 16_384;

/** What one call to a model may hold, in that model's tokens. */
export interface Budget {
  /** The model that it is made for; another takes another. */
  readonly modelId: string;
  readonly facts: ModelFacts;
  readonly maxInputTokens: number;
  readonly maxOutputTokens: number;
}

/** The deployment's limits where it sets them, else what the catalog knows of the model, less room for the answer. */
export function budgetOf(
  modelId: string,
  limits: Pick<AnalysisLimits, 'maxInputTokens' | 'maxOutputTokens'>,
): Budget {
  const facts = modelFacts(modelId);
  const maxOutputTokens = limits.maxOutputTokens ?? Math.min(facts.outputTokens, DEFAULT_OUTPUT_TOKENS);
  const besideTheAnswer = Math.max(0, facts.contextTokens - maxOutputTokens);
  return {
    modelId,
    facts,
    maxInputTokens: limits.maxInputTokens ?? Math.min(facts.inputTokens, besideTheAnswer),
    maxOutputTokens,
  };
}

/** Output tokens that are left for an answer: a model that thinks spends up to half of them before it. */
export function outputTokensFor({ facts, maxOutputTokens }: Budget): number {
  return facts.reasoning === undefined ? maxOutputTokens : Math.floor(maxOutputTokens / 2);
}

/** Estimated tokens of a text as the model of this budget counts them. */
export function tokensOf(text: string, budget: Budget): number {
  return Math.ceil(estimateTokens(text) * budget.facts.tokenFactor);
}

/** What to throw when the question and the frame around the data leave no room for any of it in a call. */
export function noRoom(frameTokens: number, inputTokens: number): CaseInsightsError {
  return new CaseInsightsError(
    'payload_too_large',
    `The question and what goes with it take about ${frameTokens} tokens, and a model call may hold ${Math.floor(inputTokens)}, so there is no room for data: ask a shorter question, or have MAX_INPUT_TOKENS raised.`,
  );
}

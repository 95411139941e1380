import { CaseInsightsError } from '@case-insights/core/errors';
import { InputTooLongError, type Model, type ModelAnswer } from '../call/ports.ts';
import type { Budget } from './budget.ts';

/** A request that is ready to be sent. */
export interface Draft {
  readonly system: string;
  readonly prompt: string;
  /** Of system and prompt together, in the model's tokens. */
  readonly estimatedTokens: number;
}

export interface Asked<D extends Draft> {
  readonly answer: ModelAnswer;
  /** The draft that was answered. */
  readonly draft: D;
  /** Why less was sent than the limit allows, and that the answer was cut: each a sentence. */
  readonly notes: readonly string[];
}

export interface AskOptions {
  readonly model: Model;
  readonly budget: Budget;
  /** Absent where nobody waits for this very answer. */
  readonly onProgress?: (outputTokens: number) => void;
}

/** So near to the limit an estimate is not good enough where an exact count can be had. */
const COUNT_FROM = 0.9;
/** What is left of a pack when the model refused it without a word about sizes. */
const SHRINK_BLINDLY = 0.75;
/** Sizes that a model names are exact, but the estimate by which we shrink is not. */
const SHRINK_MARGIN = 0.97;

/**
 * Asks the model with as much as `draftWithin` can put into a number of input tokens. Near the limit the tokens are
 * counted exactly, where the model supports it; a refusal for length shrinks the draft by what the model says, or by
 * a quarter, and is retried once. Throws what the model throws, `payload_too_large` after a second refusal, and
 * `model_unavailable` for an answer without a word.
 */
export async function askWithinLimit<D extends Draft>(
  draftWithin: (inputTokens: number) => D,
  { model, budget, onProgress }: AskOptions,
): Promise<Asked<D>> {
  const { maxInputTokens, maxOutputTokens } = budget;
  const ask = async ({ system, prompt }: D) => {
    const listening = onProgress === undefined ? {} : { onProgress };
    const answer = await model.ask({ system, prompt, maxOutputTokens, ...listening });
    if (answer.text.trim() === '') throw noAnswer(model, answer);
    return answer;
  };
  let draft = draftWithin(maxInputTokens);
  const notes: string[] = [];
  const asked = (answer: ModelAnswer): Asked<D> => {
    if (answer.stopReason === 'max_tokens') notes.push(`The answer was cut at ${maxOutputTokens} tokens.`);
    return { answer, draft, notes };
  };
  if (draft.estimatedTokens > maxInputTokens * COUNT_FROM && budget.facts.countsTokens) {
    const counted = await model.countTokens(draft);
    if (counted !== undefined && counted > maxInputTokens) {
      draft = draftWithin(draft.estimatedTokens * (maxInputTokens / counted) * SHRINK_MARGIN);
      notes.push(
        `The model counted ${counted} tokens where ${maxInputTokens} may be sent, so less was sent.`,
      );
    }
  }
  try {
    return asked(await ask(draft));
  } catch (error) {
    if (!(error instanceof InputTooLongError)) throw error;
    draft = draftWithin(draft.estimatedTokens * shrinkFactor(error));
    const sizes =
      error.inputTokens === undefined || error.maximumTokens === undefined
        ? 'without naming sizes, so a quarter less was sent'
        : `(${error.inputTokens} tokens where it takes ${error.maximumTokens}), so less was sent`;
    notes.push(`The model refused the input for its length ${sizes}.`);
    return asked(await askAgain(ask, draft));
  }
}

async function askAgain<D extends Draft>(
  ask: (draft: D) => Promise<ModelAnswer>,
  draft: D,
): Promise<ModelAnswer> {
  try {
    return await ask(draft);
  } catch (error) {
    if (!(error instanceof InputTooLongError)) throw error;
    throw new CaseInsightsError(
      'payload_too_large',
      `The model refused the input for its length again after it was shrunk to about ${draft.estimatedTokens} tokens: ask about less data, or have MAX_INPUT_TOKENS set to what the model takes.`,
      { cause: error },
    );
  }
}

function shrinkFactor({ inputTokens, maximumTokens }: InputTooLongError): number {
  if (inputTokens === undefined || maximumTokens === undefined || inputTokens <= maximumTokens)
    return SHRINK_BLINDLY;
  return (maximumTokens / inputTokens) * SHRINK_MARGIN;
}

/** A filter or a budget spent on thinking can leave nothing to say. */
function noAnswer(model: Model, { stopReason }: ModelAnswer): CaseInsightsError {
  return new CaseInsightsError(
    'model_unavailable',
    `The model ${model.id} ended without an answer (stop reason ${stopReason}): try again, ask differently, or have MAX_OUTPUT_TOKENS raised.`,
  );
}

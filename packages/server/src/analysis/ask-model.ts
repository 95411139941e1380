import { setTimeout } from 'node:timers/promises';
import { CaseInsightsError } from '@case-insights/core/errors';
import {
  type AnswerTool,
  InputTooLongError,
  type Model,
  type ModelAnswer,
  ModelPassedOver,
  NoModelLeft,
} from '../call/ports.ts';
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
  readonly answerTool?: AnswerTool;
  /** Absent for calls whose answer is an intermediate result. */
  readonly onProgress?: (outputTokens: number) => void;
}

/** From this share of the limit on, tokens are counted exactly where the model supports it. */
const COUNT_FROM = 0.9;
/** The share of a draft that is kept when the model rejected it without naming a limit. */
const SHRINK_BY_DEFAULT = 0.75;
/** The sizes in a model's message are exact; the estimate that is scaled by them is not. */
const SHRINK_MARGIN = 0.97;

/**
 * Asks the model with as much as `draftWithin` can put into a number of input tokens. Near the limit the tokens are
 * counted exactly, where the model supports it; a refusal for length shrinks the draft by what the model says, or by
 * a quarter, and is retried once. Throws what the model throws, ModelPassedOver where the budget is for another model
 * than the one in use, `payload_too_large` after a second refusal, and `model_unavailable` for an empty answer.
 */
export async function askWithinLimit<D extends Draft>(
  draftWithin: (inputTokens: number) => D,
  { model, budget, answerTool, onProgress }: AskOptions,
): Promise<Asked<D>> {
  const { maxInputTokens, maxOutputTokens } = budget;
  const ask = async ({ system, prompt }: D) => {
    // A call beside this one may have passed the model over; the next has other limits, and its answer another key.
    if (model.id !== budget.modelId) throw new ModelPassedOver(budget.modelId);
    const options = {
      ...(answerTool === undefined ? {} : { answerTool }),
      ...(onProgress === undefined ? {} : { onProgress }),
    };
    const answer = await model.ask({ system, prompt, maxOutputTokens, ...options });
    if (answer.text.trim() === '') throw noAnswer(model, answer, maxOutputTokens);
    return answer;
  };
  let draft = draftWithin(maxInputTokens);
  const notes: string[] = [];
  const asked = (answer: ModelAnswer): Asked<D> => {
    const ending = endingNote(answer, maxOutputTokens);
    if (ending !== undefined) notes.push(ending);
    return { answer, draft, notes };
  };
  if (draft.estimatedTokens > maxInputTokens * COUNT_FROM && budget.facts.countsTokens) {
    const counted = await model.countTokens(draft);
    if (counted !== undefined && counted > maxInputTokens) {
      draft = draftWithin(draft.estimatedTokens * (maxInputTokens / counted) * SHRINK_MARGIN);
      notes.push(`The model counted ${counted} tokens, and ${maxInputTokens} may be sent, so less was sent.`);
    }
  }
  try {
    return asked(await ask(draft));
  } catch (error) {
    if (!(error instanceof InputTooLongError)) throw error;
    const named = error.inputTokens !== undefined && error.maximumTokens !== undefined;
    const sizes = named
      ? `(${error.inputTokens} tokens, limit ${error.maximumTokens})`
      : 'without naming a limit';
    draft = shrunk(draftWithin, draft.estimatedTokens * shrinkFactor(error), sizes);
    notes.push(
      `The model rejected the input as too long ${sizes}, so ${named ? 'less' : 'a quarter less'} was sent.`,
    );
    return asked(await askAgain(ask, draft));
  }
}

/** A smaller draft, or `payload_too_large` where the model takes less than the question and its frame. */
function shrunk<D extends Draft>(
  draftWithin: (inputTokens: number) => D,
  inputTokens: number,
  sizes: string,
): D {
  try {
    return draftWithin(inputTokens);
  } catch (cause) {
    if (!(cause instanceof CaseInsightsError && cause.code === 'payload_too_large')) throw cause;
    throw new CaseInsightsError(
      'payload_too_large',
      `The model rejected the input as too long ${sizes}, and less leaves no room for data: ask a shorter question, or set BedrockModelId to a model that takes more.`,
      { cause },
    );
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
      `The model rejected the input as too long again after it was shrunk to about ${draft.estimatedTokens} tokens: ask about less data, or have MAX_INPUT_TOKENS set to what the model takes.`,
      { cause: error },
    );
  }
}

function shrinkFactor({ inputTokens, maximumTokens }: InputTooLongError): number {
  if (inputTokens === undefined || maximumTokens === undefined || inputTokens <= maximumTokens)
    return SHRINK_BY_DEFAULT;
  return (maximumTokens / inputTokens) * SHRINK_MARGIN;
}

/** What is missing of an answer that did not come to a natural end. */
function endingNote({ stopReason, maxOutputTokens }: ModelAnswer, asked: number): string | undefined {
  switch (stopReason) {
    case 'end_turn':
    case 'tool_use':
    case 'stop_sequence':
      return undefined;
    case 'max_tokens':
      return `The answer was cut at ${maxOutputTokens ?? asked} tokens.`;
    case 'model_context_window_exceeded':
      return "The answer was cut where the model's context window was full.";
    case 'content_filtered':
      return "The model's content filter cut the answer, so its end is missing.";
    case 'guardrail_intervened':
      return 'The guardrail of this deployment intervened: it replaced the answer or masked parts of it.';
    default:
      return `The model stopped for another reason than a finished answer (${stopReason}), so parts may be missing.`;
  }
}

/** A filter, or a budget spent on thinking, can leave nothing to say. */
function noAnswer(model: Model, answer: ModelAnswer, asked: number): CaseInsightsError {
  const { stopReason, reasoned, maxOutputTokens = asked } = answer;
  const sentence =
    reasoned && stopReason === 'max_tokens'
      ? `The model ${model.id} spent its ${maxOutputTokens} output tokens on thinking and wrote no answer: ask for less, have MAX_OUTPUT_TOKENS raised, or BedrockReasoningEffort lowered.`
      : `The model ${model.id} ended without an answer (stop reason ${stopReason}): try again, ask differently, or have MAX_OUTPUT_TOKENS raised.`;
  return new CaseInsightsError('model_unavailable', sentence);
}

/** Does the work, and does it again for the limits of the next model whenever the model in use is passed over. */
export async function onModelInUse<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ModelPassedOver)) throw error;
    }
  }
}

/** Output tokens between two progress messages; an answer grows by a token or two at a time. */
const REPORT_EVERY = 100;

/** Makes the listener that reports the length of an answer every hundred tokens. */
export function answerProgress(progress: (message: string) => void): (outputTokens: number) => void {
  let next = 1;
  return (outputTokens) => {
    if (outputTokens < next) return;
    next = outputTokens + REPORT_EVERY;
    progress(`The model is answering: about ${outputTokens} tokens so far.`);
  };
}

/** Waits `ms`, or rejects with the signal's reason when it aborts. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>;

const pause: Pause = async (ms, signal) => {
  try {
    await setTimeout(ms, undefined, { signal });
  } catch {
    throw signal.reason;
  }
};

/** Quotas are per minute, so waits that double from a few seconds on reach into the next minute. */
const FIRST_WAIT_MS = 3_000;
const THROTTLED_ATTEMPTS = 5;
/** A quota that takes longer to renew is one of the day. */
const LONGEST_WAIT_SECONDS = 300;

/**
 * Repeats a model call that is throttled, waiting as long as the error says, else 3, 6, 12 and 24 seconds with jitter,
 * and repeats once whatever else failed. Throws the last error; at once when the signal has aborted, when the error
 * says to wait beyond minutes, and when another model is in use from now on or none is left.
 */
export async function retryModelCall<T>(
  work: () => Promise<T>,
  signal: AbortSignal,
  wait: Pause = pause,
): Promise<T> {
  let failures = 0;
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ModelPassedOver || error instanceof NoModelLeft) throw error;
      if (!(error instanceof CaseInsightsError && error.code === 'throttled')) {
        failures++;
        if (failures > 1) throw error;
        continue;
      }
      const { retryAfterSeconds = 0 } = error;
      if (attempt + 1 >= THROTTLED_ATTEMPTS || retryAfterSeconds > LONGEST_WAIT_SECONDS) throw error;
      const backOff = FIRST_WAIT_MS * 2 ** attempt * (0.5 + Math.random() / 2);
      await wait(Math.max(retryAfterSeconds * 1000, backOff), signal);
    }
  }
}

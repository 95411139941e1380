import { CaseInsightsError } from '@case-insights/core/errors';
import { describe, expect, it } from 'vitest';
import { InputTooLongError, type Model, type ModelAnswer, ModelPassedOver } from '../call/ports.ts';
import { askWithinLimit, onModelInUse, retryModelCall } from './ask-model.ts';
import { budgetOf } from './budget.ts';

const ANSWER: ModelAnswer = {
  text: 'Yes.',
  stopReason: 'end_turn',
  usage: { inputTokens: 1, outputTokens: 1 },
};
const COUNTS = 'anthropic.claude-sonnet-4-5-20250929-v1:0';

interface Behaviour {
  readonly modelId?: string;
  /** Where it is not the one that the budget is for. */
  readonly inUse?: string;
  /** Tokens of everything there is to send. */
  readonly available: number;
  readonly counted?: number | undefined;
  /** What each call comes to, in order; the last one for all further calls. */
  readonly calls?: readonly (ModelAnswer | Error)[];
}

async function ask({ modelId = COUNTS, inUse = modelId, available, counted, calls = [ANSWER] }: Behaviour) {
  const sent: number[] = [];
  let counts = 0;
  const model: Model = {
    id: inUse,
    notes: [],
    settings: {},
    ask: async ({ prompt }) => {
      sent.push(Number(prompt));
      const outcome = calls[Math.min(sent.length, calls.length) - 1] ?? ANSWER;
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
    countTokens: async () => {
      counts++;
      return counted;
    },
  };
  const draftWithin = (inputTokens: number) => {
    const estimatedTokens = Math.floor(Math.min(inputTokens, available));
    return { system: '', prompt: String(estimatedTokens), estimatedTokens };
  };
  const budget = budgetOf(modelId, { maxInputTokens: 10_000 });
  const asked = await askWithinLimit(draftWithin, { model, budget, onProgress: () => {} });
  return { asked, sent, counts };
}

describe('askWithinLimit', () => {
  it('sends everything at once where it is well within the limit, without counting', async () => {
    const { asked, sent, counts } = await ask({ available: 8_900, counted: 20_000 });
    expect([sent, counts, asked.notes]).toEqual([[8_900], 0, []]);
  });

  it('asks no model that the budget is not for', async () => {
    await expect(ask({ inUse: 'amazon.nova-pro-v1:0', available: 8_900 })).rejects.toBeInstanceOf(
      ModelPassedOver,
    );
  });

  it('counts exactly within a tenth of the limit, and sends less when that is over it', async () => {
    const { asked, sent, counts } = await ask({ available: 9_900, counted: 11_000 });
    expect([sent, counts]).toEqual([[8_730], 1]);
    expect(asked.draft.estimatedTokens).toBe(8_730);
    expect(asked.notes).toEqual(['The model counted 11000 tokens, and 10000 may be sent, so less was sent.']);
  });

  it.each([
    ['the exact count is within the limit', COUNTS, 9_990, 1],
    ['the model cannot count after all', COUNTS, undefined, 1],
    ['the model is known not to count', 'anthropic.claude-3-haiku-20240307-v1:0', 11_000, 0],
  ])('trusts the estimate where %s', async (_, modelId, counted, expectedCounts) => {
    const { sent, counts, asked } = await ask({ modelId, available: 9_900, counted });
    expect([sent, counts, asked.notes]).toEqual([[9_900], expectedCounts, []]);
  });

  it('shrinks by what the model says of sizes and retries once', async () => {
    const { asked, sent } = await ask({
      available: 8_000,
      calls: [new InputTooLongError('too long', 12_000, 6_000), ANSWER],
    });
    expect(sent).toEqual([8_000, 3_880]);
    expect(asked.notes).toEqual([expect.stringContaining('(12000 tokens, limit 6000)')]);
  });

  it('tells of everything that happened: counted, refused, cut', async () => {
    const { asked } = await ask({
      available: 9_900,
      counted: 11_000,
      calls: [
        new InputTooLongError('too long', undefined, undefined),
        { ...ANSWER, stopReason: 'max_tokens' },
      ],
    });
    expect(asked.notes).toEqual([
      expect.stringMatching(/^The model counted 11000 tokens/),
      expect.stringMatching(/^The model rejected the input as too long/),
      expect.stringMatching(/^The answer was cut at \d+ tokens\.$/),
    ]);
  });

  it.each([
    ['says no sizes', undefined, undefined],
    ['says sizes that fit', 5_000, 6_000],
  ])('shrinks by a quarter when the model %s', async (_, inputTokens, maximumTokens) => {
    const { sent } = await ask({
      available: 8_000,
      calls: [new InputTooLongError('too long', inputTokens, maximumTokens), ANSWER],
    });
    expect(sent).toEqual([8_000, 6_000]);
  });

  it('gives up after a second refusal, and says what to do', async () => {
    const refused = ask({
      available: 8_000,
      calls: [new InputTooLongError('too long', undefined, undefined)],
    });
    await expect(refused).rejects.toMatchObject({ code: 'payload_too_large' });
    await expect(refused).rejects.toMatchObject({
      message: expect.stringMatching(/about 6000 tokens: .*MAX_INPUT_TOKENS/),
    });
  });

  it('passes on any other failure at once', async () => {
    await expect(ask({ available: 1, calls: [new Error('reset')] })).rejects.toMatchObject({
      message: 'reset',
    });
  });

  it.each([
    ['end_turn', []],
    ['stop_sequence', []],
    ['max_tokens', ['The answer was cut at 8192 tokens.']],
    ['model_context_window_exceeded', ["The answer was cut where the model's context window was full."]],
    ['content_filtered', ["The model's content filter cut the answer, so its end is missing."]],
    [
      'guardrail_intervened',
      ['The guardrail of this deployment intervened: it replaced the answer or masked parts of it.'],
    ],
    [
      'malformed_model_output',
      [
        'The model stopped for another reason than a finished answer (malformed_model_output), so parts may be missing.',
      ],
    ],
    [
      'unknown',
      ['The model stopped for another reason than a finished answer (unknown), so parts may be missing.'],
    ],
  ])('says what is missing of an answer that ended with %s', async (stopReason, notes) => {
    const answer = { ...ANSWER, stopReason, maxOutputTokens: 8_192 };
    expect((await ask({ available: 1, calls: [answer] })).asked.notes).toEqual(notes);
  });

  it('says so when thinking left no room for an answer', async () => {
    const thoughts = { ...ANSWER, text: '', stopReason: 'max_tokens', reasoned: true, maxOutputTokens: 500 };
    await expect(ask({ available: 1, calls: [thoughts] })).rejects.toMatchObject({
      code: 'model_unavailable',
      message: `The model ${COUNTS} spent its 500 output tokens on thinking and wrote no answer: ask for less, have MAX_OUTPUT_TOKENS raised, or BedrockReasoningEffort lowered.`,
    });
  });

  it('takes an answer without a word for a failure', async () => {
    const silent = { ...ANSWER, text: ' \n', stopReason: 'guardrail_intervened' };
    const asked = ask({ available: 1, calls: [silent] });
    await expect(asked).rejects.toMatchObject({ code: 'model_unavailable' });
    await expect(asked).rejects.toMatchObject({
      message: expect.stringContaining('guardrail_intervened'),
    });
  });
});

describe('onModelInUse', () => {
  it('does the work again when the model it was planned for is passed over, and passes on everything else', async () => {
    const outcomes = [new ModelPassedOver('a'), new ModelPassedOver('b'), undefined];
    const work = async () => {
      const failure = outcomes.shift();
      if (failure !== undefined) throw failure;
      return 'done';
    };
    expect(await onModelInUse(work)).toBe('done');
    await expect(onModelInUse(() => Promise.reject(new Error('other')))).rejects.toThrow('other');
  });
});

describe('retryModelCall', () => {
  it.each([
    ['another model is in use', new ModelPassedOver('a')],
    [
      'the quota is one of the day',
      new CaseInsightsError('throttled', 'Tomorrow.', { retryAfterSeconds: 40_000 }),
    ],
  ])('does not repeat a call when %s', async (_, failure) => {
    let calls = 0;
    const call = retryModelCall(() => {
      calls += 1;
      return Promise.reject(failure);
    }, new AbortController().signal);
    await expect(call).rejects.toBe(failure);
    expect(calls).toBe(1);
  });
});

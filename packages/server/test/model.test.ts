import * as sdk from '@aws-sdk/client-bedrock-runtime';
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { FakeBedrock } from '@case-insights/testing/fake-bedrock';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Bedrock, bedrockModels } from '../src/bedrock/converse.ts';
import { CallCancelled, deadlineError } from '../src/call/call-errors.ts';
import { newCallRecord } from '../src/call/call-record.ts';
import { InputTooLongError } from '../src/call/ports.ts';
import { createLog } from '../src/log/log.ts';

const bedrock = new FakeBedrock();
let client: BedrockRuntimeClient;
beforeAll(async () => {
  client = new BedrockRuntimeClient({
    region: 'us-east-1',
    endpoint: await bedrock.listen(),
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
    requestHandler: new NodeHttpHandler(),
    maxAttempts: 2,
  });
});
afterAll(() => bedrock.close());
beforeEach(() => {
  bedrock.requests.length = 0;
  bedrock.script = () => ({ parts: ['All ', 'good.'] });
});

const MODEL = 'us.anthropic.claude-3-haiku-20240307-v1:0';

function model(
  signal = new AbortController().signal,
  load: () => Promise<Bedrock> = async () => ({ sdk, client }),
) {
  const record = newCallRecord();
  const log = createLog('INFO', () => {});
  return { record, model: bedrockModels(MODEL, load).forCall({ signal, progress: () => {}, record, log }) };
}

describe('a Bedrock model', () => {
  it('asks through Converse, the system prompt apart from the data, and adds up the usage', async () => {
    const { model: asked, record } = model();
    const answer = await asked.ask({ system: 'Be brief.', prompt: 'Why?', maxOutputTokens: 400 });
    expect(answer).toEqual({
      text: 'All good.',
      stopReason: 'end_turn',
      usage: { inputTokens: 100, outputTokens: 20 },
    });
    expect(bedrock.requests).toEqual([
      {
        path: `/model/${encodeURIComponent(MODEL)}/converse`,
        body: {
          system: [{ text: 'Be brief.' }],
          messages: [{ role: 'user', content: [{ text: 'Why?' }] }],
          inferenceConfig: { maxTokens: 400 },
        },
      },
    ]);
    expect(record).toMatchObject({ modelId: MODEL, inputTokens: 100, outputTokens: 20 });
  });

  it('streams where somebody listens, and tells how far the answer is', async () => {
    const seen: number[] = [];
    bedrock.script = () => ({ parts: ['word '.repeat(8), 'word '.repeat(8)], stopReason: 'max_tokens' });
    const answer = await model().model.ask({
      system: 's',
      prompt: 'p',
      onProgress: (tokens) => seen.push(tokens),
    });
    expect(seen).toEqual([10, 20]);
    expect(answer).toEqual({
      text: 'word '.repeat(16),
      stopReason: 'max_tokens',
      usage: { inputTokens: 100, outputTokens: 20 },
    });
  });

  it('counts by the foundation model that an inference profile leads to', async () => {
    await model().model.countTokens({ system: 's', prompt: 'p' });
    expect(bedrock.requests.at(-1)?.path).toBe(
      '/model/anthropic.claude-3-haiku-20240307-v1%3A0/count-tokens',
    );
  });

  it('counts tokens, and does without where the model cannot', async () => {
    expect(await model().model.countTokens({ system: 's', prompt: 'p' })).toBe(1_234);
    const { model: away } = model(undefined, () => Promise.reject(new Error('no')));
    expect(await away.countTokens({ system: 's', prompt: 'p' })).toBeUndefined();
  });

  it.each([
    [
      'AccessDeniedException',
      403,
      'no access',
      'model_unavailable',
      /request access to it in the Bedrock console/,
    ],
    ['ResourceNotFoundException', 404, 'none', 'model_unavailable', /Bedrock has no model .* in this region/],
    [
      'ValidationException',
      400,
      'Invocation of model ID x with on-demand throughput isn’t supported. Retry with an inference profile.',
      'model_unavailable',
      /only be used through an inference profile/,
    ],
    [
      'ValidationException',
      400,
      'The provided model identifier is invalid.',
      'model_unavailable',
      /check that BedrockModelId/,
    ],
    ['ThrottlingException', 429, 'slow down', 'throttled', /try again in half a minute/],
    ['ModelNotReadyException', 429, 'loading', 'model_unavailable', /not ready/],
    ['ServiceUnavailableException', 503, 'down', 'model_unavailable', /not ready or too slow/],
    ['ModelErrorException', 424, 'oops', 'model_unavailable', /failed while it was answering/],
  ])('%s (%i, "%s") becomes %s', async (type, status, message, code, sentence) => {
    bedrock.script = () => ({ exception: { type, status, message } });
    await expect(model().model.ask({ system: 's', prompt: 'p' })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(sentence),
    });
  });

  it('says that Bedrock cannot be reached, and where to look', async () => {
    const away = new BedrockRuntimeClient({
      region: 'us-east-1',
      endpoint: 'http://127.0.0.1:1',
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
      requestHandler: new NodeHttpHandler(),
      maxAttempts: 1,
    });
    const { model: asked } = model(undefined, async () => ({ sdk, client: away }));
    await expect(asked.ask({ system: 's', prompt: 'p' })).rejects.toMatchObject({
      code: 'model_unavailable',
      message: expect.stringContaining('region of this function offers Bedrock'),
    });
  });

  it('names an exception in the middle of a stream like one before it', async () => {
    const exception = { type: 'modelStreamErrorException', message: 'broken', afterParts: true };
    bedrock.script = () => ({ parts: ['Half'], exception });
    const asked = model().model.ask({ system: 's', prompt: 'p', onProgress: () => {} });
    await expect(asked).rejects.toMatchObject({ code: 'model_unavailable' });
  });

  it.each([
    ['prompt is too long: 210,000 tokens > 200,000 maximum', 210_000, 200_000],
    ['Input is too long for requested model.', undefined, undefined],
    [`The maximum context length of ${MODEL} is 200000 tokens, but the request has 250000`, 250_000, 200_000],
  ])('tells the sizes in "%s"', async (message, inputTokens, maximumTokens) => {
    bedrock.script = () => ({ exception: { type: 'ValidationException', message } });
    const failure = await model()
      .model.ask({ system: 's', prompt: 'p' })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(InputTooLongError);
    expect(failure).toMatchObject({ inputTokens, maximumTokens });
  });

  it.each([
    ['cancelled', new CallCancelled()],
    ['out of time', deadlineError()],
  ])('stops waiting when the call is %s, and says so', async (_, reason) => {
    bedrock.script = () => ({ hangs: true });
    const controller = new AbortController();
    bedrock.onRequest = () => controller.abort(reason);
    await expect(model(controller.signal).model.ask({ system: 's', prompt: 'p' })).rejects.toBe(reason);
    bedrock.onRequest = () => {};
  });
});

import * as sdk from '@aws-sdk/client-bedrock-runtime';
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { CaseInsightsError } from '@case-insights/core/errors';
import { RECORDED_REFUSALS, type RefusalName } from '@case-insights/core/recorded-refusals';
import { FakeBedrock } from '@case-insights/testing/fake-bedrock';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Bedrock, bedrockOnFirstUse } from '../src/bedrock/bedrock-client.ts';
import { bedrockModels, type ModelSettings } from '../src/bedrock/converse.ts';
import { CallCancelled, deadlineError } from '../src/call/call-errors.ts';
import { newCallRecord } from '../src/call/call-record.ts';
import { InputTooLongError, ModelPassedOver } from '../src/call/ports.ts';
import { createLog } from '../src/log/log.ts';

const bedrock = new FakeBedrock();
let client: BedrockRuntimeClient;
let endpoint: string;
beforeAll(async () => {
  endpoint = await bedrock.listen();
  client = new BedrockRuntimeClient({
    region: 'us-east-1',
    endpoint,
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

const ACTIVE = { lifecycleOf: async () => ({ status: 'ACTIVE' as const }) };
const MODEL = 'us.anthropic.claude-3-haiku-20240307-v1:0';

function model(
  signal = new AbortController().signal,
  load: () => Promise<Bedrock> = async () => ({ sdk, client }),
  settings: Partial<ModelSettings> = {},
) {
  const record = newCallRecord();
  const lines: Record<string, unknown>[] = [];
  const log = createLog('INFO', (line) => lines.push(JSON.parse(line)));
  const models = bedrockModels({ ids: [MODEL], ...settings }, load, ACTIVE);
  return { record, lines, model: models.forCall({ signal, progress: () => {}, record, log }) };
}

const TOOL = {
  name: 'report',
  description: 'Hands in a report.',
  inputSchema: { type: 'object', properties: { n: { type: 'integer' } } },
};
const withSettings = (settings: Partial<ModelSettings>) => model(undefined, undefined, settings);
const refused = (name: RefusalName) => {
  const { error, message } = RECORDED_REFUSALS[name];
  return { exception: { type: error, message } };
};
const modelsAsked = () => bedrock.requests.map(({ path }) => decodeURIComponent(path.split('/')[2] ?? ''));

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

  it('answers through a tool where it is given one, as the JSON of its input', async () => {
    bedrock.script = () => ({ parts: ['Here you are.'], toolInput: { problems: [{ name: 'Disk full' }] } });
    const answer = await model().model.ask({ system: 's', prompt: 'p', answerTool: TOOL });
    expect(answer).toMatchObject({ text: '{"problems":[{"name":"Disk full"}]}', stopReason: 'tool_use' });
    expect(bedrock.requests[0]?.body.toolConfig).toEqual({
      tools: [
        {
          toolSpec: {
            name: 'report',
            description: 'Hands in a report.',
            inputSchema: { json: { type: 'object', properties: { n: { type: 'integer' } } } },
          },
        },
      ],
    });
  });

  it('answers in text where it does not use the tool', async () => {
    expect(await model().model.ask({ system: 's', prompt: 'p', answerTool: TOOL })).toMatchObject({
      text: 'All good.',
      stopReason: 'end_turn',
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

describe('a list of models', () => {
  const ids = ['a.first-v1:0', 'b.second-v1:0', 'c.third-v1:0'];

  it('passes over what cannot be asked, once and for all, and says why', async () => {
    bedrock.script = () => (modelsAsked().at(-1) === 'a.first-v1:0' ? refused('end-of-life') : {});
    const { model: asked, lines, record } = withSettings({ ids });
    expect(asked.id).toBe('a.first-v1:0');
    await expect(asked.ask({ system: 's', prompt: 'p' })).rejects.toBeInstanceOf(ModelPassedOver);
    expect(asked.id).toBe('b.second-v1:0');
    await asked.ask({ system: 's', prompt: 'p' });
    await asked.ask({ system: 's', prompt: 'p' });
    expect(modelsAsked()).toEqual(['a.first-v1:0', 'b.second-v1:0', 'b.second-v1:0']);
    expect(record.modelId).toBe('b.second-v1:0');
    expect(asked.notes).toEqual([
      'b.second-v1:0 was used instead of a.first-v1:0. The model a.first-v1:0 has reached end of life: set BedrockModelId to a model that this region offers; aws bedrock list-foundation-models lists them with their status.',
    ]);
    expect(lines.filter(({ message }) => String(message).includes('passed over'))).toMatchObject([
      { level: 'WARN', model_id: 'a.first-v1:0', reason: 'retired' },
    ]);
  });

  it('passes a model over once, however many calls it refuses at the same time', async () => {
    bedrock.script = () => refused('end-of-life');
    const { model: asked } = withSettings({ ids });
    await Promise.allSettled([1, 2, 3].map(() => asked.ask({ system: 's', prompt: 'p' })));
    expect(asked.id).toBe('b.second-v1:0');
  });

  it.each(['tokens-per-minute', 'overloaded', 'timeout', 'content-filter', 'tokens-per-day'] as const)(
    'keeps to a model that is only %s',
    async (name) => {
      bedrock.script = () => refused(name);
      const { model: asked } = withSettings({ ids });
      await expect(asked.ask({ system: 's', prompt: 'p' })).rejects.toMatchObject({
        name: 'CaseInsightsError',
      });
      expect(asked.id).toBe('a.first-v1:0');
    },
  );

  it('says of each model why none can be asked, and begins again with the first', async () => {
    const reasons: RefusalName[] = ['legacy-30-days', 'country', 'not-found'];
    bedrock.script = () => refused(reasons[bedrock.requests.length - 1] ?? 'not-found');
    const { model: asked } = withSettings({ ids });
    for (const _ of [1, 2]) {
      await expect(asked.ask({ system: 's', prompt: 'p' })).rejects.toBeInstanceOf(ModelPassedOver);
    }
    await expect(asked.ask({ system: 's', prompt: 'p' })).rejects.toMatchObject({
      code: 'model_unavailable',
      message:
        'None of the 3 models in BedrockModelId can be asked. The model a.first-v1:0 is Legacy, and Bedrock has closed it to this account, which has not used it lately: set BedrockModelId to an active model. The provider of b.second-v1:0 does not serve the country of this account: set BedrockModelId to a model of another provider. Bedrock has no model c.third-v1:0 in this region: check that BedrockModelId is the id of a text model or inference profile that this region offers.',
    });
    expect(asked.id).toBe('a.first-v1:0');
  });

  it('says so to every call that the last model refuses at the same time', async () => {
    bedrock.script = () => refused('end-of-life');
    const { model: asked } = withSettings({ ids: ids.slice(0, 2) });
    await expect(asked.ask({ system: 's', prompt: 'p' })).rejects.toBeInstanceOf(ModelPassedOver);
    for (const outcome of await Promise.allSettled(
      [1, 2, 3].map(() => asked.ask({ system: 's', prompt: 'p' })),
    )) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'model_unavailable' } });
    }
  });
});

describe('a model that does not take everything', () => {
  const request = { system: 'Be brief.', prompt: 'Why?', maxOutputTokens: 16_000 };
  const sent = () => bedrock.requests.map(({ body }) => body);
  const onceRefused = (name: RefusalName) => {
    bedrock.script = () => (bedrock.requests.length === 1 ? refused(name) : { parts: ['Yes.'] });
  };

  it('gets the instructions in the user turn where it takes no system prompt, and from then on at once', async () => {
    onceRefused('no-system-prompt');
    const { model: asked } = model();
    await asked.ask(request);
    await asked.ask(request);
    expect(sent().map(({ system }) => system)).toEqual([[{ text: 'Be brief.' }], undefined, undefined]);
    expect(sent()[1]?.messages[0]?.content).toEqual([{ text: 'Be brief.\n\nWhy?' }]);
  });

  it('gets them there at once where the catalog says so', async () => {
    await withSettings({ ids: ['mistral.mistral-7b-instruct-v0:2'] }).model.ask(request);
    expect(sent()).toMatchObject([{ messages: [{ content: [{ text: 'Be brief.\n\nWhy?' }] }] }]);
    expect(sent()[0]).not.toHaveProperty('system');
  });

  it.each([
    ['takes none', 'ValidationException', "This model doesn't support tool use."],
    [
      'cannot use one',
      'ModelErrorException',
      'Model produced invalid sequence as part of ToolUse. Please refer to the model tool use troubleshooting guide.',
    ],
  ])('is given no tool where it %s, and from then on at once', async (_, type, message) => {
    bedrock.script = () =>
      bedrock.requests.length === 1 ? { exception: { type, message } } : { parts: ['{"problems":[]}'] };
    const { model: asked } = model();
    expect(await asked.ask({ ...request, answerTool: TOOL })).toMatchObject({ text: '{"problems":[]}' });
    await asked.ask({ ...request, answerTool: TOOL });
    expect(sent().map((body) => 'toolConfig' in body)).toEqual([true, false, false]);
  });

  it('is given no tool where the catalog says so', async () => {
    await withSettings({ ids: ['mistral.mixtral-8x7b-instruct-v0:1'] }).model.ask({
      ...request,
      answerTool: TOOL,
    });
    expect(sent()[0]).not.toHaveProperty('toolConfig');
  });

  it('is asked for no more output than it writes, with the whole input', async () => {
    onceRefused('output-limit');
    const answer = await model().model.ask(request);
    expect(sent().map(({ inferenceConfig }) => inferenceConfig?.maxTokens)).toEqual([16_000, 10_000]);
    expect(sent()[1]?.messages).toEqual(sent()[0]?.messages);
    expect(answer).toMatchObject({ text: 'Yes.', maxOutputTokens: 10_000 });
  });

  it('is asked for less output where input and output do not fit together, with the whole input', async () => {
    onceRefused('total-too-long-vllm');
    await model().model.ask(request);
    expect(sent().map(({ inferenceConfig }) => inferenceConfig?.maxTokens)).toEqual([16_000, 11_072]);
    expect(sent()[1]?.messages).toEqual(sent()[0]?.messages);
  });

  it('names what is left for the input where no answer fits beside it', async () => {
    onceRefused('total-too-long-gpt-oss');
    await expect(model().model.ask(request)).rejects.toMatchObject({
      name: 'InputTooLongError',
      inputTokens: 135_123,
      maximumTokens: 126_072,
    });
  });

  it('is asked for a whole answer where it does not stream', async () => {
    onceRefused('no-streaming');
    await model().model.ask({ ...request, onProgress: () => {} });
    expect(bedrock.requests.map(({ path }) => path.split('/').at(-1))).toEqual([
      'converse-stream',
      'converse',
    ]);
  });

  it('is asked without an effort where it does not take one', async () => {
    onceRefused('no-reasoning-field');
    await withSettings({ ids: ['openai.gpt-oss-120b-1:0'], effort: 'low' }).model.ask(request);
    expect(sent()[0]).toMatchObject({ additionalModelRequestFields: { reasoning_effort: 'low' } });
    expect(sent()[1]).not.toHaveProperty('additionalModelRequestFields');
  });

  it('is not asked again and again when it refuses the same thing twice', async () => {
    bedrock.script = () => refused('no-system-prompt');
    await expect(model().model.ask(request)).rejects.toMatchObject({ code: 'model_unavailable' });
    expect(bedrock.requests).toHaveLength(2);
  });
});

describe('a quota of the day', () => {
  it('says when to ask again', async () => {
    bedrock.script = () => refused('tokens-per-day');
    const failure = await model()
      .model.ask({ system: 's', prompt: 'p' })
      .catch((error: unknown) => error);
    if (!(failure instanceof CaseInsightsError)) throw failure;
    expect(failure.code).toBe('throttled');
    expect(failure.message).toMatch(/ask again after 00:00 UTC/);
    const then = Date.now() + (failure.retryAfterSeconds ?? 0) * 1_000;
    expect(new Date(then).toISOString()).toMatch(/T00:00:0/);
  });

  it('is not repeated by the client, unlike a quota of the minute', async () => {
    const environment = {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'example',
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: endpoint,
    };
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    const load = bedrockOnFirstUse();
    bedrock.script = () => refused('tokens-per-day');
    await expect(model(undefined, load).model.ask({ system: 's', prompt: 'p' })).rejects.toThrow();
    expect(bedrock.requests).toHaveLength(1);
    bedrock.script = () => (bedrock.requests.length < 3 ? refused('tokens-per-minute') : { parts: ['Yes.'] });
    await model(undefined, load).model.ask({ system: 's', prompt: 'p' });
    expect(bedrock.requests).toHaveLength(3);
    vi.unstubAllEnvs();
  });
});

describe('guardrails and thinking', () => {
  const request = { system: 's', prompt: 'p', maxOutputTokens: 8_000 };

  it('sends the guardrail of the deployment with each request', async () => {
    await withSettings({ guardrail: { id: 'abcdefgh1234', version: '2' } }).model.ask(request);
    expect(bedrock.requests[0]?.body).toMatchObject({
      guardrailConfig: { guardrailIdentifier: 'abcdefgh1234', guardrailVersion: '2' },
    });
  });

  it.each([
    ['openai.gpt-oss-120b-1:0', { reasoning_effort: 'medium' }],
    ['eu.amazon.nova-2-lite-v1:0', { reasoningConfig: { type: 'enabled', maxReasoningEffort: 'medium' } }],
    ['us.anthropic.claude-opus-5', { thinking: { type: 'adaptive' }, output_config: { effort: 'medium' } }],
    ['us.anthropic.claude-haiku-4-5-20251001-v1:0', { thinking: { type: 'enabled', budget_tokens: 4_000 } }],
  ])('passes the effort on as %s takes it', async (id, fields) => {
    await withSettings({ ids: [id], effort: 'medium' }).model.ask(request);
    expect(bedrock.requests[0]?.body).toMatchObject({ additionalModelRequestFields: fields });
  });

  it('sets no limit of output for Nova 2 at its highest effort, which refuses one', async () => {
    await withSettings({ ids: ['eu.amazon.nova-2-lite-v1:0'], effort: 'high' }).model.ask(request);
    await withSettings({ ids: ['eu.amazon.nova-2-lite-v1:0'], effort: 'low' }).model.ask(request);
    expect(bedrock.requests.map(({ body }) => body.inferenceConfig)).toEqual([
      undefined,
      { maxTokens: 8_000 },
    ]);
  });

  it('sends no effort to a model that does not think, and none unless set', async () => {
    await withSettings({ ids: ['amazon.nova-lite-v1:0'], effort: 'high' }).model.ask(request);
    await withSettings({ ids: ['openai.gpt-oss-120b-1:0'] }).model.ask(request);
    for (const { body } of bedrock.requests) expect(body).not.toHaveProperty('additionalModelRequestFields');
  });

  it.each([
    ['at once', {}],
    ['streamed', { onProgress: () => {} }],
  ])('keeps thoughts out of an answer that comes %s, and counts their tokens', async (_, listening) => {
    bedrock.script = () => ({ reasoning: 'Let me think.', parts: ['Yes.'] });
    expect(await model().model.ask({ ...request, ...listening })).toEqual({
      text: 'Yes.',
      reasoned: true,
      stopReason: 'end_turn',
      usage: { inputTokens: 100, outputTokens: 20 },
    });
  });

  it('takes a stream that ends before its last event for a failure', async () => {
    bedrock.script = () => ({ parts: ['Half'], breaksOff: true });
    await expect(model().model.ask({ ...request, onProgress: () => {} })).rejects.toMatchObject({
      code: 'model_unavailable',
      message: `The answer of the model ${MODEL} broke off before its end; try again.`,
    });
  });
});

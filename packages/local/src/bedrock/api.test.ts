import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import {
  BedrockRuntimeClient,
  ConverseCommand,
  type ConverseCommandInput,
  ConverseStreamCommand,
  CountTokensCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterEach, describe, expect, it } from 'vitest';
import { type BedrockOptions, createBedrock } from './api.ts';
import type { LanguageModel } from './language-model.ts';
import { createOpenAiModel } from './openai-model.ts';

const MODEL = 'anthropic.claude-3-haiku-20240307-v1:0';
const open: (() => unknown)[] = [];
afterEach(() => Promise.all(open.splice(0).map((close) => close())));

async function listen(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  open.push(() => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function serve(options?: BedrockOptions) {
  const bedrock = createBedrock(options);
  const endpoint = await listen(async (request, response) => {
    await bedrock.handle(request, await buffer(request), response);
  });
  const client = new BedrockRuntimeClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    requestHandler: new NodeHttpHandler(),
    maxAttempts: 1,
  });
  open.push(() => client.destroy());
  return { endpoint, client };
}

const ask = (text: string, more: Partial<ConverseCommandInput> = {}): ConverseCommandInput => ({
  modelId: MODEL,
  messages: [{ role: 'user', content: [{ text }] }],
  ...more,
});

const echo = (...pieces: string[]): LanguageModel => ({
  async *answer() {
    yield* pieces;
    return { stopReason: 'end_turn', inputTokens: 11, outputTokens: 7 };
  },
});

async function stream(client: BedrockRuntimeClient, input: ConverseCommandInput) {
  const output = await client.send(new ConverseStreamCommand(input));
  const events: string[] = [];
  const pieces: string[] = [];
  try {
    for await (const event of output.stream ?? []) {
      events.push(...Object.keys(event));
      if (event.contentBlockDelta?.delta?.text !== undefined) pieces.push(event.contentBlockDelta.delta.text);
    }
  } catch (error) {
    return { events, pieces, error };
  }
  return { events, pieces };
}

describe('createBedrock, through the SDK', () => {
  it('answers Converse with the answer, the stop reason, the usage and the time', async () => {
    const { client } = await serve({ model: echo('Hello, ', 'world') });
    const output = await client.send(new ConverseCommand(ask('Hi', { system: [{ text: 'Be brief.' }] })));
    expect(output.output?.message).toEqual({ role: 'assistant', content: [{ text: 'Hello, world' }] });
    expect(output.stopReason).toBe('end_turn');
    expect(output.usage).toEqual({ inputTokens: 11, outputTokens: 7, totalTokens: 18 });
    expect(output.metrics?.latencyMs).toBeGreaterThanOrEqual(0);
  });

  it('streams the events of ConverseStream in their order, piece by piece', async () => {
    const { client } = await serve({ model: echo('Grüße ', 'aus ', '東京') });
    const { events, pieces } = await stream(client, ask('Hi'));
    expect(pieces).toEqual(['Grüße ', 'aus ', '東京']);
    expect(events).toEqual([
      'messageStart',
      'contentBlockDelta',
      'contentBlockDelta',
      'contentBlockDelta',
      'contentBlockStop',
      'messageStop',
      'metadata',
    ]);
  });

  it('counts the tokens that Converse would report', async () => {
    const { client } = await serve();
    const input = ask('How many tokens are these?', { system: [{ text: 'Be brief.' }] });
    const counted = await client.send(
      new CountTokensCommand({
        modelId: MODEL,
        input: { converse: { messages: input.messages, system: input.system } },
      }),
    );
    const answered = await client.send(new ConverseCommand(input));
    expect(counted.inputTokens).toBeGreaterThan(0);
    expect(counted.inputTokens).toBe(answered.usage?.inputTokens);
  });

  it.each([
    MODEL,
    'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
    'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-lite-v1:0',
    'arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/meta.llama3-8b-instruct-v1:0',
    'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123',
  ])('takes the model id %s', async (modelId) => {
    const seen: string[] = [];
    const { client } = await serve({
      model: echo('x'),
      faults: (call) => void seen.push(`${call.operation} ${call.modelId}`),
    });
    await client.send(new ConverseCommand(ask('Hi', { modelId })));
    expect(seen).toEqual([`converse ${modelId}`]);
  });

  it.each<[string, Partial<ConverseCommandInput>, string]>([
    ['an id that is none', { modelId: 'no model' }, 'The provided model identifier is invalid.'],
    [
      'a blank text',
      { messages: [{ role: 'user', content: [{ text: ' ' }] }] },
      'The text field in the ContentBlock object at messages.0.content.0 is blank.',
    ],
    ['no message', { messages: [] }, 'at least one message is required'],
    [
      'a conversation that the assistant opens',
      { messages: [{ role: 'assistant', content: [{ text: 'Hi' }] }] },
      'A conversation must start with a user message.',
    ],
    [
      'a limit of no tokens',
      { inferenceConfig: { maxTokens: 0 } },
      "at 'inferenceConfig.maxTokens' failed to satisfy constraint",
    ],
  ])('refuses %s as a ValidationException', async (_, more, message) => {
    const { client } = await serve();
    await expect(client.send(new ConverseCommand(ask('Hi', more)))).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message),
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('refuses an input that is too long, with both sizes', async () => {
    const { client } = await serve({ maxInputTokens: 100 });
    const call = client.send(new ConverseStreamCommand(ask('word '.repeat(500))));
    await expect(call).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(/prompt is too long: \d{3,} tokens > 100 maximum$/),
    });
  });

  it.each([
    ['ThrottlingException', 429],
    ['AccessDeniedException', 403],
    ['ResourceNotFoundException', 404],
    ['ModelTimeoutException', 408],
    ['ModelNotReadyException', 429],
    ['ModelErrorException', 424],
    ['ServiceUnavailableException', 503],
    ['InternalServerException', 500],
  ] as const)('fails with %s and status %d when told to', async (error, httpStatusCode) => {
    const { client } = await serve({ faults: () => ({ error, message: 'as told' }) });
    const expected = { name: error, message: 'as told', $metadata: { httpStatusCode } };
    await expect(client.send(new ConverseCommand(ask('Hi')))).rejects.toMatchObject(expected);
    await expect(client.send(new ConverseStreamCommand(ask('Hi')))).rejects.toMatchObject(expected);
  });

  it.each(['ModelStreamErrorException', 'ThrottlingException', 'ServiceUnavailableException'] as const)(
    'fails with %s in the middle of a stream when told to',
    async (error) => {
      const { client } = await serve({
        model: echo('one ', 'two ', 'three'),
        faults: () => ({ error, afterPieces: 2 }),
      });
      const answer = await stream(client, ask('Hi'));
      expect(answer.pieces).toEqual(['one ', 'two ']);
      expect(answer.error).toMatchObject({ name: error });
    },
  );

  it('stops the model when the caller leaves', async () => {
    const left = new AbortController();
    let stopped: () => void = () => {};
    const done = new Promise<void>((resolve) => {
      stopped = resolve;
    });
    const model: LanguageModel = {
      async *answer(_, signal) {
        signal.addEventListener('abort', () => stopped());
        yield 'first ';
        await done;
        return { stopReason: 'end_turn' };
      },
    };
    const { client } = await serve({ model });
    const output = await client.send(new ConverseStreamCommand(ask('Hi')), { abortSignal: left.signal });
    const reading = (async () => {
      for await (const event of output.stream ?? []) if (event.contentBlockDelta) left.abort();
    })();
    await expect(reading).rejects.toThrow();
    await done;
  });

  it('names the error in a header and says it in the body, as AWS does', async () => {
    const { endpoint } = await serve();
    const response = await fetch(`${endpoint}/model/${encodeURIComponent(MODEL)}/converse`, {
      method: 'POST',
      body: '{',
    });
    expect(response.status).toBe(400);
    expect(response.headers.get('x-amzn-errortype')).toBe('ValidationException');
    expect(await response.json()).toEqual({ message: 'The request body is not valid JSON.' });
    expect((await fetch(`${endpoint}/model/${MODEL}/invoke`, { method: 'POST' })).status).toBe(404);
  });
});

describe('createOpenAiModel, behind Bedrock', () => {
  async function forwardTo(listener: RequestListener) {
    const url = `${await listen(listener)}/v1`;
    return serve({ model: createOpenAiModel({ url, model: 'llama', apiKey: 'key' }) });
  }
  const sse = (...chunks: unknown[]) => chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('');

  it('asks for a stream of chat completions and hands the pieces on', async () => {
    const asked: unknown[] = [];
    const { client } = await forwardTo(async (request, response) => {
      asked.push(request.url, request.headers.authorization, JSON.parse(String(await buffer(request))));
      const text = `: comment\r\n${sse(
        { choices: [{ delta: { role: 'assistant', content: '' } }] },
        { choices: [{ delta: { content: 'Zwölf ' } }] },
        { choices: [{ delta: { content: 'Fälle' }, finish_reason: 'length' }] },
        { choices: [], usage: { prompt_tokens: 40, completion_tokens: 2 } },
      )}data: [DONE]\n\n`;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      // Cut inside the two bytes of an umlaut, as networks do.
      const bytes = Buffer.from(text);
      const cut = bytes.indexOf('ö') + 1;
      response.write(bytes.subarray(0, cut));
      setImmediate(() => response.end(bytes.subarray(cut)));
    });
    const input = ask('Wie viele?', {
      system: [{ text: 'Zähle.' }],
      inferenceConfig: { maxTokens: 50, temperature: 0 },
    });
    const output = await client.send(new ConverseCommand(input));
    expect(asked).toEqual([
      '/v1/chat/completions',
      'Bearer key',
      {
        model: 'llama',
        messages: [
          { role: 'system', content: 'Zähle.' },
          { role: 'user', content: 'Wie viele?' },
        ],
        max_tokens: 50,
        temperature: 0,
        stream: true,
        stream_options: { include_usage: true },
      },
    ]);
    expect(output.output?.message?.content).toEqual([{ text: 'Zwölf Fälle' }]);
    expect(output.stopReason).toBe('max_tokens');
    expect(output.usage).toEqual({ inputTokens: 40, outputTokens: 2, totalTokens: 42 });
  });

  it.each([
    [
      400,
      '{"error":{"message":"maximum context length is 8192 tokens"}}',
      'ValidationException',
      'maximum context length is 8192 tokens',
    ],
    [401, '{"error":{"message":"bad key"}}', 'AccessDeniedException', 'bad key'],
    [404, '{"error":"model llama not found"}', 'ResourceNotFoundException', 'model llama not found'],
    [429, '{}', 'ThrottlingException', 'HTTP status 429'],
    [502, '<html>', 'ModelErrorException', 'HTTP status 502'],
  ])('maps status %d of the server', async (status, body, name, reason) => {
    const { client } = await forwardTo((_, response) => void response.writeHead(status).end(body));
    const expected = { name, message: `The model server answered: ${reason}` };
    await expect(client.send(new ConverseCommand(ask('Hi')))).rejects.toMatchObject(expected);
  });

  it('maps an error in the middle of the stream', async () => {
    const { client } = await forwardTo((_, response) => {
      response.end(
        sse({ choices: [{ delta: { content: 'one' } }] }, { error: { message: 'out of memory' } }),
      );
    });
    const answer = await stream(client, ask('Hi'));
    expect(answer.pieces).toEqual(['one']);
    expect(answer.error).toMatchObject({ name: 'ModelStreamErrorException', message: 'out of memory' });
  });

  it('says where it looked when no server answers', async () => {
    const url = await listen(() => {});
    await Promise.all(open.splice(0).map((close) => close()));
    const { client } = await serve({ model: createOpenAiModel({ url }) });
    await expect(client.send(new ConverseCommand(ask('Hi')))).rejects.toMatchObject({
      name: 'ServiceUnavailableException',
      message: expect.stringContaining('check LOCAL_LLM_URL'),
    });
  });
});

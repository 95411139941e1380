import {
  ConverseCommand,
  type ConverseCommandInput,
  ConverseStreamCommand,
  CountTokensCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { deferred } from '@case-insights/testing/deferred';
import { describe, expect, it } from 'vitest';
import type { LanguageModel } from './language-model.ts';
import { ask, MODEL, serve, stream } from './test-client.ts';

const echo = (...pieces: string[]): LanguageModel => ({
  async *answer() {
    yield* pieces;
    return { stopReason: 'end_turn', inputTokens: 11, outputTokens: 7 };
  },
});

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

  describe('with a tool', () => {
    const schema = { type: 'object', properties: { cases: {} } };
    const tools = [{ toolSpec: { name: 'report', description: 'Hands in.', inputSchema: { json: schema } } }];
    const input = ask('Hi', { toolConfig: { tools } });
    const usingTool = (...json: string[]): LanguageModel => ({
      async *answer({ tool }) {
        expect(tool).toEqual({ name: 'report', description: 'Hands in.', inputSchema: schema });
        yield 'So: ';
        for (const toolInput of json) yield { toolInput };
        return { stopReason: 'tool_use' };
      },
    });

    it('answers Converse with the parsed input of the tool, and counts the tool as input', async () => {
      const { client } = await serve({ model: usingTool('{"cases":', '[1,2]}') });
      const output = await client.send(new ConverseCommand(input));
      expect(output.output?.message?.content).toEqual([
        { text: 'So: ' },
        { toolUse: { toolUseId: expect.any(String), name: 'report', input: { cases: [1, 2] } } },
      ]);
      expect(output.stopReason).toBe('tool_use');
      const { inputTokens: without = 0 } = await client.send(
        new CountTokensCommand({ modelId: MODEL, input: { converse: ask('Hi') } }),
      );
      expect(output.usage?.inputTokens).toBeGreaterThan(without + 10);
    });

    it('streams the input as text in a block of its own', async () => {
      const { client } = await serve({ model: usingTool('{"cases":', '[1,2]}') });
      const { events } = await stream(client, input);
      expect(events).toEqual([
        'messageStart',
        'contentBlockDelta',
        'contentBlockStop',
        'contentBlockStart',
        'contentBlockDelta',
        'contentBlockDelta',
        'contentBlockStop',
        'messageStop',
        'metadata',
      ]);
    });

    it('fails where the model writes an input that is no JSON, as Bedrock does', async () => {
      const { client } = await serve({ model: usingTool('{"cases":[1,') });
      await expect(client.send(new ConverseCommand(input))).rejects.toMatchObject({
        name: 'ModelErrorException',
        message: expect.stringContaining('invalid sequence as part of ToolUse'),
      });
    });

    it.each([
      ['no tools', [], "at 'toolConfig.tools' failed to satisfy constraint"],
      [
        'a name with blanks',
        [{ toolSpec: { name: 'no name', inputSchema: { json: schema } } }],
        "at 'toolConfig.tools.1.member.toolSpec.name'",
      ],
      [
        'a schema that is no object',
        [{ toolSpec: { name: 'report', inputSchema: { json: { type: 'array' } } } }],
        'inputSchema.json.type must be one of the following: object',
      ],
    ])('refuses %s', async (_, refused, message) => {
      const { client } = await serve();
      await expect(
        client.send(new ConverseCommand(ask('Hi', { toolConfig: { tools: refused } }))),
      ).rejects.toMatchObject({ name: 'ValidationException', message: expect.stringContaining(message) });
    });
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
    const stopped = deferred();
    const model: LanguageModel = {
      async *answer(_, signal) {
        signal.addEventListener('abort', () => stopped.resolve());
        yield 'first ';
        await stopped.promise;
        return { stopReason: 'end_turn' };
      },
    };
    const { client } = await serve({ model });
    const output = await client.send(new ConverseStreamCommand(ask('Hi')), { abortSignal: left.signal });
    const reading = (async () => {
      for await (const event of output.stream ?? []) if (event.contentBlockDelta) left.abort();
    })();
    await expect(reading).rejects.toThrow();
    await stopped.promise;
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

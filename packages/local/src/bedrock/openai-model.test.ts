import { createServer, type RequestListener } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { closeServer, listen, listenDuringTest } from '@case-insights/testing/loopback';
import { describe, expect, it } from 'vitest';
import { chooseModel } from './choose-model.ts';
import { createOpenAiModel } from './openai-model.ts';
import { ask, serve, stream } from './test-client.ts';

describe('createOpenAiModel, behind Bedrock', () => {
  async function forwardTo(listener: RequestListener) {
    const url = `${await listenDuringTest(createServer(listener))}/v1`;
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

  it('offers the tool as a function, and hands on the arguments of its first call as the input', async () => {
    const asked: unknown[] = [];
    const { client } = await forwardTo(async (request, response) => {
      asked.push(JSON.parse(String(await buffer(request))));
      const call = (index: number, text: string) => ({
        choices: [{ delta: { tool_calls: [{ index, function: { name: 'report', arguments: text } }] } }],
      });
      response.end(
        sse(call(0, '{"cases":'), call(0, '[1]}'), call(1, '{"cases":[1]}'), {
          choices: [{ delta: {}, finish_reason: 'tool_calls' }],
        }),
      );
    });
    const schema = { type: 'object', properties: { cases: {} } };
    const tools = [{ toolSpec: { name: 'report', description: 'Hands in.', inputSchema: { json: schema } } }];
    const output = await client.send(new ConverseCommand(ask('Hi', { toolConfig: { tools } })));
    expect(asked).toEqual([
      expect.objectContaining({
        tools: [
          { type: 'function', function: { name: 'report', description: 'Hands in.', parameters: schema } },
        ],
      }),
    ]);
    expect(output.stopReason).toBe('tool_use');
    expect(output.output?.message?.content).toEqual([
      { toolUse: { toolUseId: expect.any(String), name: 'report', input: { cases: [1] } } },
    ]);
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

  it('says in Bedrock’s words that a model takes no tools', async () => {
    const body = '{"error":{"message":"registry.ollama.ai/library/gemma:2b does not support tools"}}';
    const { client } = await forwardTo((_, response) => void response.writeHead(400).end(body));
    await expect(client.send(new ConverseCommand(ask('Hi')))).rejects.toMatchObject({
      name: 'ValidationException',
      message: "This model doesn't support tool use.",
    });
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
    const server = createServer();
    const url = await listen(server);
    await closeServer(server);
    const notices: string[] = [];
    const { client } = await serve({
      model: chooseModel({ LOCAL_LLM_URL: url }, (line) => notices.push(line)),
    });
    const message = `Nothing answers at ${new URL(url).host} (ECONNREFUSED): check LOCAL_LLM_URL, and that the model server runs.`;
    await expect(client.send(new ConverseCommand(ask('Hi')))).rejects.toMatchObject({
      name: 'ServiceUnavailableException',
      message,
    });
    expect(notices[0]).toBe(`No answer by the model at LOCAL_LLM_URL: ${message}`);
  });
});

import type { AnswerRequest, AnswerTool, Ending, LanguageModel } from './language-model.ts';
import { BedrockError, type BedrockErrorName } from './service-error.ts';

export interface OpenAiOptions {
  /** The server's base URL, with or without `/chat/completions`: `http://127.0.0.1:11434/v1`. */
  readonly url: string;
  /** Default `default`, which servers of a single model accept. */
  readonly model?: string;
  readonly apiKey?: string;
}

const ERROR_OF_STATUS: ReadonlyMap<number, BedrockErrorName> = new Map([
  [400, 'ValidationException'],
  [401, 'AccessDeniedException'],
  [403, 'AccessDeniedException'],
  [404, 'ResourceNotFoundException'],
  [408, 'ModelTimeoutException'],
  [413, 'ValidationException'],
  [422, 'ValidationException'],
  [429, 'ThrottlingException'],
  [503, 'ServiceUnavailableException'],
]);

/** A model on any server with OpenAI's chat completions API, always streamed. */
export function createOpenAiModel({ url, model = 'default', apiKey }: OpenAiOptions): LanguageModel {
  const endpoint = `${url.replace(/\/+$/, '').replace(/\/chat\/completions$/, '')}/chat/completions`;
  return {
    async *answer(request, signal) {
      const response = await ask(endpoint, requestBody(model, request), apiKey, signal);
      const ending: { -readonly [K in keyof Ending]: Ending[K] } = { stopReason: 'end_turn' };
      for await (const chunk of readChunks(response)) {
        const { usage, text, toolInput, finishReason, error } = readChunk(chunk);
        if (error !== undefined) throw new BedrockError('ModelStreamErrorException', error);
        if (usage !== undefined) Object.assign(ending, usage);
        if (finishReason === 'length') ending.stopReason = 'max_tokens';
        if (finishReason === 'tool_calls') ending.stopReason = 'tool_use';
        if (text !== '') yield text;
        if (toolInput !== '') yield { toolInput };
      }
      return ending;
    },
  };
}

function requestBody(model: string, { system, turns, tool, maxTokens, temperature }: AnswerRequest): string {
  const messages = turns.map(({ role, text }) => ({ role, content: text }));
  return JSON.stringify({
    model,
    messages: system === '' ? messages : [{ role: 'system', content: system }, ...messages],
    max_tokens: maxTokens,
    temperature,
    tools: tool === undefined ? undefined : [{ type: 'function', function: functionOf(tool) }],
    stream: true,
    stream_options: { include_usage: true },
  });
}

function functionOf({ name, description, inputSchema }: AnswerTool) {
  return { name, description, parameters: inputSchema };
}

async function ask(
  endpoint: string,
  body: string,
  apiKey: string | undefined,
  signal: AbortSignal,
): Promise<Response> {
  const headers = {
    'content-type': 'application/json',
    ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
  };
  let response: Response;
  try {
    response = await fetch(endpoint, { method: 'POST', headers, body, signal });
  } catch (cause) {
    signal.throwIfAborted();
    throw new BedrockError(
      'ServiceUnavailableException',
      `Nothing answers at ${new URL(endpoint).host} (${reasonOf(cause)}): check LOCAL_LLM_URL, and that the model server runs.`,
      { cause },
    );
  }
  if (response.ok) return response;
  const name = ERROR_OF_STATUS.get(response.status) ?? 'ModelErrorException';
  const reason = readError(await response.text()) ?? `HTTP status ${response.status}`;
  // Ollama says "… does not support tools"; in Bedrock's words the product asks again without.
  if (/not support(?:ed)? tools?\b|tools? (?:is|are) not supported/i.test(reason))
    throw new BedrockError('ValidationException', "This model doesn't support tool use.");
  throw new BedrockError(name, `The model server answered: ${reason}`);
}

/** The system's code for why a request failed, such as ECONNREFUSED, which `fetch` keeps in the cause of its error. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return String(fieldsOf(cause).code ?? 'no connection');
}

/** The JSON texts of a stream of server-sent events, up to `[DONE]`. */
async function* readChunks(response: Response): AsyncGenerator<string> {
  if (response.body === null) return;
  let rest = '';
  for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + part).split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.startsWith('data:')) continue;
      const data = line.slice('data:'.length).trim();
      if (data === '[DONE]') return;
      if (data !== '') yield data;
    }
  }
}

interface Chunk {
  readonly text: string;
  readonly toolInput: string;
  readonly finishReason?: string;
  readonly usage?: Pick<Ending, 'inputTokens' | 'outputTokens'>;
  readonly error?: string;
}

function readChunk(json: string): Chunk {
  const chunk = parse(json);
  const error = readError(json);
  if (error !== undefined) return { text: '', toolInput: '', error };
  const choice = Array.isArray(chunk.choices) ? fieldsOf(chunk.choices[0]) : {};
  const { content, tool_calls: toolCalls } = fieldsOf(choice.delta);
  const { prompt_tokens: inputTokens, completion_tokens: outputTokens } = fieldsOf(chunk.usage);
  return {
    text: typeof content === 'string' ? content : '',
    toolInput: Array.isArray(toolCalls) ? toolCalls.map(argumentsOf).join('') : '',
    ...(typeof choice.finish_reason === 'string' ? { finishReason: choice.finish_reason } : {}),
    ...(typeof inputTokens === 'number' && typeof outputTokens === 'number'
      ? { usage: { inputTokens, outputTokens } }
      : {}),
  };
}

/** A piece of the arguments of the first tool call; a model that calls a tool twice repeats itself. */
function argumentsOf(toolCall: unknown): string {
  const { index = 0, function: called } = fieldsOf(toolCall);
  const { arguments: text } = fieldsOf(called);
  return index === 0 && typeof text === 'string' ? text : '';
}

/** The message in an error body, whose `error` is an object from OpenAI and a string from some others. */
function readError(json: string): string | undefined {
  let fields: Readonly<Record<string, unknown>>;
  try {
    fields = parse(json);
  } catch {
    return undefined; // perhaps a proxy's error page: the caller falls back to the status
  }
  if (typeof fields.error === 'string') return fields.error;
  const { message } = fieldsOf(fields.error);
  return typeof message === 'string' ? message : undefined;
}

function parse(json: string): Readonly<Record<string, unknown>> {
  try {
    return fieldsOf(JSON.parse(json));
  } catch (cause) {
    throw new BedrockError(
      'ModelStreamErrorException',
      'The model server sent a piece that is not valid JSON.',
      { cause },
    );
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { estimateTokens } from '@case-insights/core/packing';
import { promptTokens, readConverseRequest, readCountTokensRequest } from './converse-request.ts';
import { eventFrame, exceptionFrame } from './event-frames.ts';
import { createExtractiveModel } from './extractive-model.ts';
import type { AnswerRequest, Ending, LanguageModel, Piece } from './language-model.ts';
import { BedrockError, type BedrockErrorName } from './service-error.ts';

/** Claude 3 Haiku's context window, in tokens: the guide's model. */
const DEFAULT_MAX_INPUT_TOKENS = 200_000;

export type Operation = 'converse' | 'converse-stream' | 'count-tokens';

/** A failure to answer with instead of the model's answer. */
export interface Fault {
  readonly error: BedrockErrorName;
  /** Default: the API's own message. */
  readonly message?: string;
  /** For `converse-stream`: sends this many pieces of the answer, then fails in the middle of the stream. */
  readonly afterPieces?: number;
}

/** What a guardrail puts in place of the model's answer. */
export interface Intervention {
  readonly guardrailText: string;
}

/** What a hook is told of a call. */
export interface FaultCall {
  readonly operation: Operation;
  readonly modelId: string;
  readonly body: Buffer;
}

export interface BedrockOptions {
  /** Default: the extractive model. */
  readonly model?: LanguageModel;
  /** Longer inputs are rejected, as by Bedrock. Default 200,000 tokens. */
  readonly maxInputTokens?: number;
  /** Called before each call: lets tests make a call fail, or wait. */
  readonly faults?: (
    call: FaultCall,
  ) => Fault | Intervention | undefined | Promise<Fault | Intervention | undefined>;
}

export interface Bedrock {
  /** Answers one request of the Bedrock Runtime API. Never rejects: failures are answered in AWS's shape. */
  handle(request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void>;
}

/** A call whose input was read and is within the limit. */
interface Call {
  readonly input: AnswerRequest;
  readonly inputTokens: number;
  readonly fault: Fault | undefined;
  readonly startedAt: number;
  readonly signal: AbortSignal;
}

/** The Bedrock Runtime API (Converse, ConverseStream, CountTokens) in front of a local model. */
export function createBedrock({
  model = createExtractiveModel(),
  maxInputTokens = DEFAULT_MAX_INPUT_TOKENS,
  faults,
}: BedrockOptions = {}): Bedrock {
  return {
    async handle(request, body, response) {
      const abandoned = new AbortController();
      response.once('close', () => abandoned.abort());
      try {
        const { operation, modelId } = route(request);
        const outcome = await faults?.({ operation, modelId, body });
        const intervention = outcome !== undefined && 'guardrailText' in outcome ? outcome : undefined;
        const fault = outcome !== undefined && 'error' in outcome ? outcome : undefined;
        if (fault !== undefined && fault.afterPieces === undefined) throw toError(fault);
        if (operation === 'count-tokens') {
          sendJson(response, 200, { inputTokens: promptTokens(readCountTokensRequest(body)) });
          return;
        }
        const input = readConverseRequest(body);
        const inputTokens = promptTokens(input);
        if (inputTokens > maxInputTokens) {
          throw new BedrockError(
            'ValidationException',
            `The model returned the following errors: prompt is too long: ${inputTokens} tokens > ${maxInputTokens} maximum`,
          );
        }
        const call = { input, inputTokens, fault, startedAt: performance.now(), signal: abandoned.signal };
        const answering = intervention === undefined ? model : guardrail(intervention);
        await (operation === 'converse' ? answerAtOnce : answerInPieces)(answering, call, response);
      } catch (error) {
        fail(response, error);
      }
    },
  };
}

/** Answers with the guardrail's text; a model that is not asked reads and writes no tokens. */
function guardrail({ guardrailText }: Intervention): LanguageModel {
  return {
    async *answer() {
      yield guardrailText;
      return { stopReason: 'guardrail_intervened', inputTokens: 0, outputTokens: 0 };
    },
  };
}

async function answerAtOnce(model: LanguageModel, call: Call, response: ServerResponse): Promise<void> {
  let text = '';
  let toolInput = '';
  const ending = await eachPiece(model, call, (piece) => {
    if (typeof piece === 'string') text += piece;
    else toolInput += piece.toolInput;
  });
  const content = [
    ...(text === '' && toolInput !== '' ? [] : [{ text }]),
    ...(toolInput === '' ? [] : [{ toolUse: { ...toolUse(call), input: parseToolInput(toolInput) } }]),
  ];
  sendJson(response, 200, {
    output: { message: { role: 'assistant', content } },
    ...summary(call, ending, text + toolInput),
  });
}

/** Which tool is used, and an id for it, of which an answer needs one only. */
function toolUse({ input }: Call) {
  return { toolUseId: 'tooluse_local', name: input.tool?.name ?? '' };
}

/** Converse answers with the parsed input, so a model whose JSON is broken makes the call fail. */
function parseToolInput(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new BedrockError(
      'ModelErrorException',
      'Model produced invalid sequence as part of ToolUse. Please refer to the model tool use troubleshooting guide.',
      { cause },
    );
  }
}

async function answerInPieces(model: LanguageModel, call: Call, response: ServerResponse): Promise<void> {
  const send = async (type: string, payload: object) => {
    if (!response.headersSent)
      response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
    if (!response.write(eventFrame(type, payload))) await once(response, 'drain', { signal: call.signal });
  };
  let all = '';
  let block: { readonly index: number; readonly ofTool: boolean } | undefined;
  const openBlock = async (ofTool: boolean) => {
    if (block === undefined) await send('messageStart', { role: 'assistant' });
    else await send('contentBlockStop', { contentBlockIndex: block.index });
    block = { index: block === undefined ? 0 : block.index + 1, ofTool };
    // Text begins without a start of its own.
    if (ofTool)
      await send('contentBlockStart', {
        contentBlockIndex: block.index,
        start: { toolUse: toolUse(call) },
      });
    return block;
  };
  const ending = await eachPiece(model, call, async (piece) => {
    const ofTool = typeof piece !== 'string';
    const { index } = block?.ofTool === ofTool ? block : await openBlock(ofTool);
    all += ofTool ? piece.toolInput : piece;
    const delta = ofTool ? { toolUse: { input: piece.toolInput } } : { text: piece };
    await send('contentBlockDelta', { contentBlockIndex: index, delta });
  });
  const { index } = block ?? (await openBlock(false));
  await send('contentBlockStop', { contentBlockIndex: index });
  const { stopReason, ...metadata } = summary(call, ending, all);
  await send('messageStop', { stopReason });
  await send('metadata', metadata);
  response.end();
}

/** Passes on each piece of the answer, and fails where the fault says so. Returns how the answer ended. */
async function eachPiece(
  model: LanguageModel,
  { input, fault, signal }: Call,
  onPiece: (piece: Piece) => void | Promise<void>,
): Promise<Ending> {
  const answer = model.answer(input, signal);
  for (let pieces = 0; ; pieces += 1) {
    if (fault !== undefined && pieces >= (fault.afterPieces ?? 0)) {
      await answer.return({ stopReason: 'end_turn' });
      throw toError(fault);
    }
    const { done, value } = await answer.next();
    if (done) return value;
    signal.throwIfAborted();
    await onPiece(value);
  }
}

function summary(call: Call, ending: Ending, text: string) {
  const inputTokens = ending.inputTokens ?? call.inputTokens;
  const outputTokens = ending.outputTokens ?? (text === '' ? 0 : estimateTokens(text));
  return {
    stopReason: ending.stopReason,
    usage: { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens },
    metrics: { latencyMs: Math.round(performance.now() - call.startedAt) },
  };
}

/** Ids and ARNs of models and inference profiles arrive percent-encoded, as one segment of the path. */
function route(request: IncomingMessage): { operation: Operation; modelId: string } {
  const match = /^\/model\/([^/?]+)\/(converse|converse-stream|count-tokens)(?:\?|$)/.exec(request.url ?? '');
  if (request.method !== 'POST' || match?.[1] === undefined) {
    throw new BedrockError(
      'ResourceNotFoundException',
      'The local Bedrock answers Converse, ConverseStream and CountTokens only.',
    );
  }
  const modelId = decode(match[1]);
  // Vendor and model joined by a dot, or an ARN: what every id of a model or inference profile has in common.
  if (
    modelId === undefined ||
    !/^(?:arn:[\w-]+:bedrock:[\w-]*:\d*:[\w-]+\/)?[\w-]+(?:[.:][\w.:-]+)?$/.test(modelId)
  ) {
    throw new BedrockError('ValidationException', 'The provided model identifier is invalid.');
  }
  const operation = match[2] === 'converse' || match[2] === 'count-tokens' ? match[2] : 'converse-stream';
  return { operation, modelId };
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined; // a percent sign without digits: not an id
  }
}

function toError({ error, message }: Fault): BedrockError {
  return new BedrockError(error, message);
}

function fail(response: ServerResponse, cause: unknown): void {
  if (response.destroyed) return; // the client has disconnected
  const error =
    cause instanceof BedrockError ? cause : new BedrockError('InternalServerException', undefined, { cause });
  if (response.headersSent) {
    response.end(exceptionFrame(error));
    return;
  }
  response.setHeader('x-amzn-ErrorType', error.name);
  sendJson(response, error.status, { message: error.message });
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

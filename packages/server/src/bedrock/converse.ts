import type { ContentBlock, ConverseCommandInput } from '@aws-sdk/client-bedrock-runtime';
import { CaseInsightsError } from '@case-insights/core/errors';
import { foundationModelId } from '@case-insights/core/models';
import { untilAborted } from '../call/call-signal.ts';
import {
  type CallResources,
  InputTooLongError,
  type Model,
  type ModelAnswer,
  ModelPassedOver,
  type ModelRequest,
  type ModelService,
} from '../call/ports.ts';
import type { Bedrock } from './bedrock-client.ts';
import {
  conversation,
  converseInput,
  outputTokensOf,
  type RequestSettings,
  type RequestShape,
  reshape,
  shapeOf,
} from './converse-request.ts';
import { type BedrockCatalog, ModelLives } from './lifecycle.ts';
import { ModelChain } from './model-chain.ts';
import { type NamedSizes, namedSizes } from './named-sizes.ts';
import { type Refusal, refusalOf } from './refusals.ts';

/** Progress is an estimate while the answer grows; English prose has about four characters a token. */
const CHARACTERS_PER_TOKEN = 4;
/** Changes of one request before its refusal stands: each is of another kind, but the output limit may take several. */
const MAX_CHANGES = 6;
/** An answer with less room than this is not worth the input. */
const LEAST_OUTPUT_TOKENS = 1_024;
const THROTTLED_SECONDS = 30;

export interface ModelSettings extends RequestSettings {
  /** In order of preference, at least one. */
  readonly ids: readonly string[];
}

/** The Bedrock models of a deployment, for all calls of an instance. */
export function bedrockModels(
  settings: ModelSettings,
  bedrock: () => Promise<Bedrock>,
  catalog: BedrockCatalog,
): ModelService {
  const chain = new ModelChain(settings.ids);
  const lives = new ModelLives(catalog);
  const instance: Instance = { settings, bedrock, chain, lives, shapes: new Map() };
  return {
    forCall: (call) => new ConverseModel(instance, call),
    status: (log) => lives.of(chain.id, log),
  };
}

/** What the calls of an instance share. */
interface Instance {
  readonly settings: ModelSettings;
  readonly bedrock: () => Promise<Bedrock>;
  readonly chain: ModelChain;
  readonly lives: ModelLives;
  /** How requests to a model must look, as its refusals taught. */
  readonly shapes: Map<string, RequestShape>;
}

/** The Bedrock model in use, for one call; asked through Converse, or ConverseStream where progress is wanted. */
class ConverseModel implements Model {
  readonly #instance: Instance;
  readonly #call: CallResources;

  constructor(instance: Instance, call: CallResources) {
    this.#instance = instance;
    this.#call = call;
  }

  get id(): string {
    return this.#instance.chain.id;
  }

  get notes(): readonly string[] {
    return this.#instance.chain.notes;
  }

  get settings() {
    const { effort, guardrail } = this.#instance.settings;
    return { effort, guardrail };
  }

  async ask(request: ModelRequest): Promise<ModelAnswer> {
    const { id } = this;
    const { signal, record, log } = this.#call;
    const startedAt = Date.now();
    record.modelId = id;
    log.debug('model asked', { model_id: id });
    // A call to a model takes seconds, in which the question is answered, and the log's warning written.
    this.#instance.lives.of(id, log);
    const answer = await this.#askInItsShape(id, request).catch((error: unknown) => {
      if (signal.aborted) throw signal.reason;
      throw this.#failure(id, error);
    });
    record.inputTokens += answer.usage.inputTokens;
    record.outputTokens += answer.usage.outputTokens;
    log.info('model answered', {
      model_id: id,
      duration_ms: Date.now() - startedAt,
      input_tokens: answer.usage.inputTokens,
      output_tokens: answer.usage.outputTokens,
      stop_reason: answer.stopReason,
    });
    return answer;
  }

  async countTokens(request: Pick<ModelRequest, 'system' | 'prompt'>): Promise<number | undefined> {
    const { id } = this;
    try {
      const { sdk, client } = await this.#instance.bedrock();
      const output = await untilAborted(
        client.send(
          new sdk.CountTokensCommand({
            // Counting knows foundation models only, not the inference profiles that lead to them.
            modelId: foundationModelId(id),
            input: { converse: conversation(request, this.#shape(id)) },
          }),
          { abortSignal: this.#call.signal },
        ),
        this.#call.signal,
      );
      return output.inputTokens;
    } catch {
      if (this.#call.signal.aborted) throw this.#call.signal.reason;
      // Many models do not support counting, and the role may not allow it: the estimate is used.
      return undefined;
    }
  }

  /** Asks, and asks again without what the model refuses to take, which the instance remembers of that model. */
  async #askInItsShape(id: string, original: ModelRequest): Promise<ModelAnswer> {
    let request = original;
    for (let changes = 0; ; changes += 1) {
      const shape = this.#shape(id);
      const asked = outputTokensOf(request, shape);
      try {
        const answer = await this.#send(converseInput(id, request, shape, this.#instance.settings), {
          ...request,
          streaming: shape.streaming,
        });
        return asked === original.maxOutputTokens || asked === undefined
          ? answer
          : { ...answer, maxOutputTokens: asked };
      } catch (error) {
        this.#call.signal.throwIfAborted();
        const refusal = refusalOf(error, id);
        if (refusal === undefined || changes === MAX_CHANGES) throw error;
        const sizes = sizesOf(error);
        const room = roomForAnswer(refusal, sizes);
        const reshaped = reshape(shape, refusal.kind, sizes, asked);
        if (room !== undefined && asked !== undefined && room < asked) {
          request = { ...request, maxOutputTokens: room };
        } else if (reshaped !== undefined) {
          this.#instance.shapes.set(id, reshaped);
          this.#call.log.info('model asked again in another way', { model_id: id, reason: refusal.kind });
        } else {
          throw error;
        }
      }
    }
  }

  #shape(id: string): RequestShape {
    return this.#instance.shapes.get(id) ?? shapeOf(id);
  }

  async #send(
    input: ConverseCommandInput,
    { onProgress, streaming }: ModelRequest & { readonly streaming: boolean },
  ): Promise<ModelAnswer> {
    const { signal } = this.#call;
    return await untilAborted(
      onProgress === undefined || !streaming
        ? this.#converse(input, signal)
        : this.#stream(input, signal, onProgress),
      signal,
    );
  }

  async #converse(input: ConverseCommandInput, abortSignal: AbortSignal): Promise<ModelAnswer> {
    const { sdk, client } = await this.#instance.bedrock();
    const output = await client.send(new sdk.ConverseCommand(input), { abortSignal });
    const blocks = output.output?.message?.content ?? [];
    return {
      text: answerText(blocks),
      stopReason: output.stopReason ?? 'unknown',
      usage: { inputTokens: output.usage?.inputTokens ?? 0, outputTokens: output.usage?.outputTokens ?? 0 },
      ...(blocks.some((block) => block.reasoningContent !== undefined) ? { reasoned: true } : {}),
    };
  }

  async #stream(
    input: ConverseCommandInput,
    abortSignal: AbortSignal,
    onProgress: (outputTokens: number) => void,
  ): Promise<ModelAnswer> {
    const { sdk, client } = await this.#instance.bedrock();
    const output = await client.send(new sdk.ConverseStreamCommand(input), { abortSignal });
    const parts: string[] = [];
    let length = 0;
    let reasoned = false;
    let stopReason: string | undefined;
    let usage = { inputTokens: 0, outputTokens: 0 };
    for await (const event of output.stream ?? []) {
      const delta = event.contentBlockDelta?.delta;
      if (delta?.reasoningContent !== undefined) reasoned = true;
      if (delta?.text !== undefined) {
        parts.push(delta.text);
        length += delta.text.length;
        onProgress(Math.ceil(length / CHARACTERS_PER_TOKEN));
      }
      if (event.messageStop?.stopReason !== undefined) stopReason = event.messageStop.stopReason;
      const { inputTokens, outputTokens } = event.metadata?.usage ?? {};
      if (inputTokens !== undefined && outputTokens !== undefined) usage = { inputTokens, outputTokens };
    }
    if (stopReason === undefined) throw brokenOff(input.modelId ?? '');
    return { text: parts.join(''), stopReason, usage, ...(reasoned ? { reasoned } : {}) };
  }

  /** What to throw for an error of the client. Passing the model over, where the next may answer, is part of it. */
  #failure(id: string, error: unknown): unknown {
    const refusal = refusalOf(error, id);
    if (refusal === undefined) return error;
    const { log } = this.#call;
    log.warn('model refused', { model_id: id, reason: refusal.kind });
    if (refusal.remedy === 'ask the next model') {
      this.#instance.chain.passOver(id, refusal, log);
      return new ModelPassedOver(id);
    }
    if (refusal.kind === 'too_long') return inputTooLong(sizesOf(error));
    const wait = retryAfter(refusal);
    return new CaseInsightsError(refusal.code, refusal.sentence, {
      ...(wait === undefined ? {} : { retryAfterSeconds: wait }),
      cause: error,
    });
  }
}

/** What a model wrote, or where it answered through the tool, the JSON of that. */
function answerText(blocks: readonly ContentBlock[]): string {
  const input = blocks.find(({ toolUse }) => toolUse?.input !== undefined)?.toolUse?.input;
  if (input === undefined) return blocks.map((block) => block.text ?? '').join('');
  return typeof input === 'string' ? input : JSON.stringify(input);
}

function sizesOf(error: unknown): NamedSizes {
  return namedSizes(error instanceof Error ? error.message : '');
}

/** Output tokens that fit beside the input, where input and output are too long together and the input alone is not. */
function roomForAnswer({ kind }: Refusal, { input, output, limit }: NamedSizes): number | undefined {
  if (kind !== 'too_long' || input === undefined || output === undefined || limit === undefined)
    return undefined;
  const room = limit - input;
  return room < LEAST_OUTPUT_TOKENS ? undefined : room;
}

/** What the text says of input and output together is taken as what is left for the input. */
function inputTooLong({ input, output = 0, limit }: NamedSizes): InputTooLongError {
  return new InputTooLongError(
    'The input is too long for the model.',
    limit === undefined ? undefined : input,
    limit === undefined || input === undefined ? undefined : limit - output,
  );
}

function retryAfter({ kind }: Refusal): number | undefined {
  if (kind === 'throttled') return THROTTLED_SECONDS;
  if (kind !== 'daily_quota') return undefined;
  const now = Date.now();
  return Math.ceil((new Date(now).setUTCHours(24, 0, 0, 0) - now) / 1_000);
}

/** A connection can end in the middle of an answer without an exception in the stream. */
function brokenOff(modelId: string): CaseInsightsError {
  return new CaseInsightsError(
    'model_unavailable',
    `The answer of the model ${modelId} broke off before its end; try again.`,
  );
}

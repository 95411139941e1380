import type { BedrockRuntimeClient, ConverseCommandInput } from '@aws-sdk/client-bedrock-runtime';
import { foundationModelId } from '@case-insights/core/models';
import { CLIENT_OPTIONS } from '../aws/client-options.ts';
import { untilAborted } from '../call/call-signal.ts';
import type { CallResources, Model, ModelAnswer, ModelRequest, ModelService } from '../call/ports.ts';
import { modelError } from './model-errors.ts';

/** Progress is an estimate while the answer grows; English prose has about four characters a token. */
const CHARACTERS_PER_TOKEN = 4;

/** Parts of the SDK that a call needs; loaded on the first one, since most calls ask no model. */
export interface Bedrock {
  readonly sdk: typeof import('@aws-sdk/client-bedrock-runtime');
  readonly client: Pick<BedrockRuntimeClient, 'send'>;
}

/** Makes the client on first use. HTTP/1.1, because the SDK's default for this service is HTTP/2 only. */
export function bedrockOnFirstUse(): () => Promise<Bedrock> {
  let loading: Promise<Bedrock> | undefined;
  return () => {
    loading ??= (async () => {
      const [sdk, { NodeHttpHandler }] = await Promise.all([
        import('@aws-sdk/client-bedrock-runtime'),
        import('@smithy/node-http-handler'),
      ]);
      return {
        sdk,
        client: new sdk.BedrockRuntimeClient({ ...CLIENT_OPTIONS, requestHandler: new NodeHttpHandler() }),
      };
    })();
    return loading;
  };
}

/** The Bedrock model by this id, for all calls. */
export function bedrockModels(id: string, bedrock: () => Promise<Bedrock>): ModelService {
  return { forCall: (call) => new ConverseModel(id, bedrock, call) };
}

/** A Bedrock model for one call, asked through Converse, or ConverseStream where progress is wanted. */
class ConverseModel implements Model {
  readonly id: string;
  readonly #bedrock: () => Promise<Bedrock>;
  readonly #call: CallResources;

  constructor(id: string, bedrock: () => Promise<Bedrock>, call: CallResources) {
    this.id = id;
    this.#bedrock = bedrock;
    this.#call = call;
  }

  async ask(request: ModelRequest): Promise<ModelAnswer> {
    const startedAt = Date.now();
    const { record, log } = this.#call;
    record.modelId = this.id;
    const input: ConverseCommandInput = {
      modelId: this.id,
      ...conversation(request),
      ...(request.maxOutputTokens === undefined
        ? {}
        : { inferenceConfig: { maxTokens: request.maxOutputTokens } }),
    };
    const answer = await this.#guarded((signal) =>
      request.onProgress === undefined
        ? this.#converse(input, signal)
        : this.#stream(input, signal, request.onProgress),
    );
    record.inputTokens += answer.usage.inputTokens;
    record.outputTokens += answer.usage.outputTokens;
    log.info('model answered', {
      model_id: this.id,
      duration_ms: Date.now() - startedAt,
      input_tokens: answer.usage.inputTokens,
      output_tokens: answer.usage.outputTokens,
      stop_reason: answer.stopReason,
    });
    return answer;
  }

  async countTokens(request: Pick<ModelRequest, 'system' | 'prompt'>): Promise<number | undefined> {
    try {
      const { sdk, client } = await this.#bedrock();
      const output = await untilAborted(
        client.send(
          new sdk.CountTokensCommand({
            // Counting knows foundation models only, not the inference profiles that lead to them.
            modelId: foundationModelId(this.id),
            input: { converse: conversation(request) },
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

  async #converse(input: ConverseCommandInput, abortSignal: AbortSignal): Promise<ModelAnswer> {
    const { sdk, client } = await this.#bedrock();
    const output = await client.send(new sdk.ConverseCommand(input), { abortSignal });
    const blocks = output.output?.message?.content ?? [];
    return {
      text: blocks.map((block) => block.text ?? '').join(''),
      stopReason: output.stopReason ?? 'unknown',
      usage: { inputTokens: output.usage?.inputTokens ?? 0, outputTokens: output.usage?.outputTokens ?? 0 },
    };
  }

  async #stream(
    input: ConverseCommandInput,
    abortSignal: AbortSignal,
    onProgress: (outputTokens: number) => void,
  ): Promise<ModelAnswer> {
    const { sdk, client } = await this.#bedrock();
    const output = await client.send(new sdk.ConverseStreamCommand(input), { abortSignal });
    const parts: string[] = [];
    let length = 0;
    let stopReason = 'unknown';
    let usage = { inputTokens: 0, outputTokens: 0 };
    for await (const event of output.stream ?? []) {
      const text = event.contentBlockDelta?.delta?.text;
      if (text !== undefined) {
        parts.push(text);
        length += text.length;
        onProgress(Math.ceil(length / CHARACTERS_PER_TOKEN));
      }
      if (event.messageStop?.stopReason !== undefined) stopReason = event.messageStop.stopReason;
      const { inputTokens, outputTokens } = event.metadata?.usage ?? {};
      if (inputTokens !== undefined && outputTokens !== undefined) usage = { inputTokens, outputTokens };
    }
    return { text: parts.join(''), stopReason, usage };
  }

  async #guarded<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { signal } = this.#call;
    try {
      return await untilAborted(work(signal), signal);
    } catch (error) {
      throw signal.aborted ? signal.reason : modelError(error, this.id);
    }
  }
}

function conversation(request: Pick<ModelRequest, 'system' | 'prompt'>) {
  return {
    system: [{ text: request.system }],
    messages: [{ role: 'user' as const, content: [{ text: request.prompt }] }],
  };
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { RECORDED_REFUSALS, type RefusalName } from '@case-insights/core/recorded-refusals';
import type { ServiceHandler } from '../http/service.ts';
import type { Fault, FaultCall, Intervention } from './api.ts';
import { isBedrockErrorName } from './service-error.ts';

/** Stands for every model. */
const ANY_MODEL = '*';

/** Not a refusal: Bedrock answers, with the text that the guardrail's owner wrote. This one is the console's. */
const INTERVENTION = {
  name: 'guardrail-intervened',
  guardrailText: 'Sorry, the model cannot answer this question.',
} as const;

export type FaultName = RefusalName | typeof INTERVENTION.name;

export const FAULT_NAMES: readonly string[] = [...Object.keys(RECORDED_REFUSALS), INTERVENTION.name];

export function isFaultName(name: string): name is FaultName {
  return FAULT_NAMES.includes(name);
}

/** Which models answer with which recorded refusal, or are cut off by a guardrail. Can be changed while the stack runs. */
export class RecordedFaults {
  readonly #byModel: Map<string, FaultName>;

  /** @param byModel names of refusals by model id; `*` stands for every model. */
  constructor(byModel: Readonly<Record<string, FaultName>> = {}) {
    this.#byModel = new Map(Object.entries(byModel));
  }

  /** Has every model answer with this refusal, or none with any. */
  setForAll(name: FaultName | undefined): void {
    this.#byModel.clear();
    if (name !== undefined) this.#byModel.set(ANY_MODEL, name);
  }

  /** The refusal to answer a call with, if any. A model only refuses what the request has. */
  of({ operation, modelId, body }: FaultCall): Fault | Intervention | undefined {
    const name = this.#byModel.get(modelId) ?? this.#byModel.get(ANY_MODEL);
    if (name === undefined || operation === 'count-tokens') return undefined;
    if (!(REFUSED_ONLY_WITH[name]?.(readRequest(body), operation) ?? true)) return undefined;
    if (name === INTERVENTION.name) return { guardrailText: INTERVENTION.guardrailText };
    const { error, message } = RECORDED_REFUSALS[name];
    return isBedrockErrorName(error) ? { error, message } : undefined;
  }
}

interface Request {
  readonly system: boolean;
  readonly fields: boolean;
  readonly guardrail: boolean;
  readonly maxTokens: number;
}

/** Refusals of something in the request: without it, the model answers. */
const REFUSED_ONLY_WITH: Partial<
  Record<FaultName, (request: Request, operation: FaultCall['operation']) => boolean>
> = {
  'no-system-prompt': ({ system }) => system,
  'no-streaming': (_, operation) => operation === 'converse-stream',
  'no-reasoning-field': ({ fields }) => fields,
  'adaptive-thinking-only': ({ fields }) => fields,
  'thinking-budget': ({ fields }) => fields,
  'output-limit': ({ maxTokens }) => maxTokens > 10_000,
  'output-limit-claude': ({ maxTokens }) => maxTokens > 4_096,
  'total-too-long-claude': ({ maxTokens }) => maxTokens > 200_000 - 188_240,
  'total-too-long-vllm': ({ maxTokens }) => maxTokens > 131_072 - 120_000,
  [INTERVENTION.name]: ({ guardrail }) => guardrail,
};

/** What a request has of all that a model may refuse. A body that cannot be read has nothing. */
function readRequest(body: Buffer): Request {
  try {
    const { system, additionalModelRequestFields, inferenceConfig, guardrailConfig } = JSON.parse(
      body.toString('utf8'),
    );
    const maxTokens: unknown = inferenceConfig?.maxTokens;
    return {
      system: Array.isArray(system) && system.length > 0,
      fields: additionalModelRequestFields !== undefined,
      guardrail: guardrailConfig !== undefined,
      maxTokens: typeof maxTokens === 'number' ? maxTokens : 0,
    };
  } catch {
    return { system: false, fields: false, guardrail: false, maxTokens: 0 };
  }
}

const CONTROL = /^\/local\/fault(?:\/([\w-]+))?$/;

/**
 * Bedrock, with a switch beside its API: `PUT /local/fault/<name>` has every model refuse, `DELETE /local/fault` none,
 * and `GET /local/fault` lists the names.
 */
export function withFaultSwitch(bedrock: ServiceHandler, faults: RecordedFaults): ServiceHandler {
  return {
    handle: async (request, body, response) => {
      const control = CONTROL.exec(request.url ?? '');
      if (control === null) await bedrock.handle(request, body, response);
      else answerSwitch(request, control[1], faults, response);
    },
  };
}

function answerSwitch(
  { method }: IncomingMessage,
  name: string | undefined,
  faults: RecordedFaults,
  response: ServerResponse,
): void {
  if (method === 'GET') {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(FAULT_NAMES));
  } else if (method === 'DELETE') {
    faults.setForAll(undefined);
    response.writeHead(204).end();
  } else if (method === 'PUT' && name !== undefined && isFaultName(name)) {
    faults.setForAll(name);
    response.writeHead(204).end();
  } else {
    response
      .writeHead(404)
      .end(`No recorded refusal has this name; the names are ${FAULT_NAMES.join(', ')}.\n`);
  }
}

import type { BedrockClient, FoundationModelLifecycle } from '@aws-sdk/client-bedrock';
import { foundationModelId, modelFacts } from '@case-insights/core/models';
import { CLIENT_OPTIONS } from '../aws/client-options.ts';
import { nameOf } from '../aws/service-error.ts';
import type { ModelStatus } from '../call/ports.ts';
import type { Log } from '../log/log.ts';

/** Bedrock's control plane, as far as the life of models is asked of it. */
export interface BedrockCatalog {
  /** What the region says of a foundation model. Throws what the service throws. */
  lifecycleOf(foundationModelId: string): Promise<FoundationModelLifecycle | undefined>;
}

/** A question that takes longer is given up: nobody waits for it. */
const QUESTION_MS = 5_000;
const DAY_MS = 24 * 60 * 60 * 1_000;

/** Asks through the SDK, which is loaded and made on the first question. */
export function bedrockCatalogOnFirstUse(): BedrockCatalog {
  type Sdk = typeof import('@aws-sdk/client-bedrock');
  let loading: Promise<{ readonly sdk: Sdk; readonly client: BedrockClient }> | undefined;
  return {
    lifecycleOf: async (modelIdentifier) => {
      loading ??= import('@aws-sdk/client-bedrock').then((sdk) => ({
        sdk,
        client: new sdk.BedrockClient({ ...CLIENT_OPTIONS, maxAttempts: 2 }),
      }));
      const { sdk, client } = await loading;
      const output = await client.send(new sdk.GetFoundationModelCommand({ modelIdentifier }), {
        abortSignal: AbortSignal.timeout(QUESTION_MS),
      });
      return output.modelDetails?.modelLifecycle;
    },
  };
}

/** What is known of the life of models, asked of Bedrock at most once a day and an instance, beside the requests. */
export class ModelLives {
  readonly #catalog: BedrockCatalog;
  readonly #now: () => number;
  readonly #known = new Map<string, ModelStatus>();
  readonly #askedAt = new Map<string, number>();

  constructor(catalog: BedrockCatalog, now: () => number = Date.now) {
    this.#catalog = catalog;
    this.#now = now;
  }

  /** What is known of a model. Has it asked for when that is a day old, which no caller waits for. */
  of(modelId: string, log: Log): ModelStatus {
    const now = this.#now();
    if (now - (this.#askedAt.get(modelId) ?? -DAY_MS) >= DAY_MS) {
      this.#askedAt.set(modelId, now);
      void this.#ask(modelId, log);
    }
    return this.#known.get(modelId) ?? { id: modelId, status: null, ends: modelFacts(modelId).ends ?? null };
  }

  /** The catalog's day stands for what the region cannot be asked: an application profile, a role without the right. */
  async #ask(modelId: string, log: Log): Promise<void> {
    try {
      const lifecycle = await this.#catalog.lifecycleOf(foundationModelId(modelId));
      this.#known.set(modelId, {
        id: modelId,
        status: lifecycle?.status ?? null,
        ends: lifecycle?.endOfLifeTime?.toISOString().slice(0, 10) ?? null,
      });
    } catch (error) {
      log.info('the life of the model is not known', { model_id: modelId, error_name: nameOf(error) });
    }
    const { status, ends } = this.of(modelId, log);
    if (ends !== null || status === 'LEGACY') {
      log.warn('the model is going to end', {
        model_id: modelId,
        reason: `${status ?? 'status unknown'}, ends ${ends ?? 'on a day that is not announced'}`,
      });
    }
  }
}

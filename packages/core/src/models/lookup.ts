import { CATALOG, type CatalogEntry, type ReasoningField } from './catalog.ts';

export interface ModelFacts {
  /** Input and output together. */
  readonly contextTokens: number;
  /** Input tokens that one call may hold: nine tenths of the context window, as the guide leaves a buffer. */
  readonly inputTokens: number;
  /** Output tokens that the model can write. */
  readonly outputTokens: number;
  /** How many tokens it counts for one that `estimateTokens` does. */
  readonly tokenFactor: number;
  /** Whether Bedrock's CountTokens answers for it. */
  readonly countsTokens: boolean;
  /** Whether Converse takes a system prompt for it; instructions go into the user turn otherwise. */
  readonly takesSystemPrompt: boolean;
  /** Whether Converse takes tools for it; a model that is not known is asked with tools, and its refusal remembered. */
  readonly takesTools: boolean;
  /** How an effort for thinking is passed on; absent for a model that does not think, or is not known to. */
  readonly reasoning?: ReasoningField;
  /** The announced day of its end (YYYY-MM-DD), where there is one. */
  readonly ends?: string;
  /** USD per million tokens; absent for a model that the catalog does not know. */
  readonly price?: { readonly input: number; readonly output: number };
}

/**
 * The deployment guide's numbers, for a model that is not in the catalog: 180,000 input tokens are safe and an
 * answer has 4,096.
 */
const UNKNOWN_MODEL: ModelFacts = {
  contextTokens: 200_000,
  inputTokens: 180_000,
  outputTokens: 4_096,
  tokenFactor: 1,
  countsTokens: false,
  takesSystemPrompt: true,
  takesTools: true,
};

/** The guide leaves a tenth of Claude 3's 200,000 tokens for what is not data. */
const USABLE_SHARE = 0.9;

/** Where an inference profile runs, before the model's own id: `us.anthropic.…`, `us-gov.anthropic.…`. */
const PROFILE_SCOPE = /^(?:us|us-gov|eu|apac|ap|jp|au|ca|sa|me|af|il|uk|in|global)\./i;

/**
 * The foundation model's own id in what `BEDROCK_MODEL_ID` may hold, which is what CountTokens wants: it refuses
 * inference profiles. An ARN that does not name its model yields its last part.
 */
export function foundationModelId(modelId: string): string {
  return modelId.slice(modelId.lastIndexOf('/') + 1).replace(PROFILE_SCOPE, '');
}

/**
 * What is known of a model by what `BEDROCK_MODEL_ID` may hold: a model id, an inference profile's id, or the ARN of
 * either. An application inference profile or provisioned model does not tell which model it is, so it is unknown.
 */
export function modelFacts(modelId: string): ModelFacts {
  const found = catalogEntry(modelId);
  if (found === undefined) return UNKNOWN_MODEL;
  const { contextTokens, outputTokens, inputPrice, outputPrice } = found;
  return {
    contextTokens,
    inputTokens: Math.floor(contextTokens * USABLE_SHARE),
    outputTokens,
    tokenFactor: found.tokenFactor ?? 1,
    countsTokens: found.countsTokens ?? false,
    takesSystemPrompt: found.systemPrompt ?? true,
    takesTools: found.tools ?? true,
    ...(found.reasoning === undefined ? {} : { reasoning: found.reasoning }),
    ...(found.ends === undefined ? {} : { ends: found.ends }),
    price: { input: inputPrice, output: outputPrice },
  };
}

/** The entry of the catalog for a model id, a profile's id or an ARN; undefined for a model that it does not know. */
export function catalogEntry(modelId: string): CatalogEntry | undefined {
  const id = foundationModelId(modelId).toLowerCase();
  let found: CatalogEntry | undefined;
  for (const entry of CATALOG) {
    if (id.startsWith(entry.id) && entry.id.length > (found?.id.length ?? 0)) found = entry;
  }
  return found;
}

/** What so many tokens cost in USD, or undefined for a model without a known price. */
export function estimateCost(
  facts: ModelFacts,
  inputTokens: number,
  outputTokens: number,
): number | undefined {
  if (facts.price === undefined) return undefined;
  return (inputTokens * facts.price.input + outputTokens * facts.price.output) / 1_000_000;
}

/** What Bedrock's models take and cost. Prices in USD per million tokens, on demand, in us-east-1. */
export interface CatalogueEntry {
  /** The beginning of the model ids meant; the longest that fits wins. */
  readonly id: string;
  readonly contextTokens: number;
  readonly outputTokens: number;
  readonly inputPrice: number;
  readonly outputPrice: number;
  /** Tokens it counts for one that an older model counts; absent means 1. */
  readonly tokenFactor?: number;
  /** `CountTokens` answers for it. */
  readonly countsTokens?: true;
}

// Sources, read in November 2026:
// - context windows and output limits: the model cards of the Amazon Bedrock user guide (docs.aws.amazon.com/bedrock/
//   latest/userguide/model-card-*.html) and platform.claude.com/docs/en/models;
// - prices: aws.amazon.com/bedrock/pricing by way of the public catalogue models.dev (providers/amazon-bedrock, July
//   2026) and, for newer Claude models, platform.claude.com/docs/en/models, whose list prices Bedrock shares. Regional
//   inference profiles (`eu.`, `jp.`) cost up to 10 % more; a cost shown from here is an estimate and says so;
// - tokens: Claude Opus 4.7 and later count up to 1.35 times as many (platform.claude.com, migration guide);
// - CountTokens: Claude 3.5 and later by their foundation model id; Nova, Llama and Mistral refuse (user guide,
//   "Monitor your token usage by counting tokens").
// Where an AWS figure and another differ, the smaller limit and the higher price stand here.
const NEW_TOKENIZER = { tokenFactor: 1.35, countsTokens: true } as const;

export const CATALOGUE: readonly CatalogueEntry[] = [
  {
    id: 'anthropic.claude-3-haiku',
    contextTokens: 200_000,
    outputTokens: 4_096,
    inputPrice: 0.25,
    outputPrice: 1.25,
  },
  {
    id: 'anthropic.claude-3-sonnet',
    contextTokens: 200_000,
    outputTokens: 4_096,
    inputPrice: 3,
    outputPrice: 15,
  },
  {
    id: 'anthropic.claude-3-opus',
    contextTokens: 200_000,
    outputTokens: 4_096,
    inputPrice: 15,
    outputPrice: 75,
  },
  {
    id: 'anthropic.claude-3-5-haiku',
    contextTokens: 200_000,
    outputTokens: 8_192,
    inputPrice: 0.8,
    outputPrice: 4,
    countsTokens: true,
  },
  {
    id: 'anthropic.claude-3-5-sonnet',
    contextTokens: 200_000,
    outputTokens: 8_192,
    inputPrice: 3,
    outputPrice: 15,
    countsTokens: true,
  },
  {
    id: 'anthropic.claude-3-7-sonnet',
    contextTokens: 200_000,
    outputTokens: 64_000,
    inputPrice: 3,
    outputPrice: 15,
    countsTokens: true,
  },
  {
    id: 'anthropic.claude-sonnet-4-20',
    contextTokens: 200_000,
    outputTokens: 64_000,
    inputPrice: 3,
    outputPrice: 15,
    countsTokens: true,
  },
  {
    id: 'anthropic.claude-opus-4-20',
    contextTokens: 200_000,
    outputTokens: 32_000,
    inputPrice: 15,
    outputPrice: 75,
    countsTokens: true,
  },
  {
    id: 'anthropic.claude-opus-4-1',
    contextTokens: 200_000,
    outputTokens: 32_000,
    inputPrice: 15,
    outputPrice: 75,
    countsTokens: true,
  },
  {
    id: 'anthropic.claude-sonnet-4-5',
    contextTokens: 200_000,
    outputTokens: 64_000,
    inputPrice: 3,
    outputPrice: 15,
    countsTokens: true,
  },
  {
    id: 'anthropic.claude-haiku-4-5',
    contextTokens: 200_000,
    outputTokens: 64_000,
    inputPrice: 1,
    outputPrice: 5,
    countsTokens: true,
  },
  {
    id: 'anthropic.claude-opus-4-5',
    contextTokens: 200_000,
    outputTokens: 64_000,
    inputPrice: 5,
    outputPrice: 25,
    countsTokens: true,
  },
  {
    id: 'anthropic.claude-sonnet-4-6',
    contextTokens: 1_000_000,
    outputTokens: 64_000,
    inputPrice: 3,
    outputPrice: 15,
    countsTokens: true,
  },
  {
    id: 'anthropic.claude-opus-4-6',
    contextTokens: 1_000_000,
    outputTokens: 128_000,
    inputPrice: 5,
    outputPrice: 25,
    countsTokens: true,
  },
  {
    id: 'anthropic.claude-opus-4-7',
    contextTokens: 1_000_000,
    outputTokens: 128_000,
    inputPrice: 5,
    outputPrice: 25,
    ...NEW_TOKENIZER,
  },
  {
    id: 'anthropic.claude-opus-4-8',
    contextTokens: 1_000_000,
    outputTokens: 128_000,
    inputPrice: 5,
    outputPrice: 25,
    ...NEW_TOKENIZER,
  },
  {
    id: 'anthropic.claude-sonnet-5',
    contextTokens: 1_000_000,
    outputTokens: 128_000,
    inputPrice: 2,
    outputPrice: 10,
    ...NEW_TOKENIZER,
  },
  {
    id: 'anthropic.claude-opus-5',
    contextTokens: 1_000_000,
    outputTokens: 128_000,
    inputPrice: 5,
    outputPrice: 25,
    ...NEW_TOKENIZER,
  },
  {
    id: 'anthropic.claude-opus-5-5',
    contextTokens: 1_000_000,
    outputTokens: 128_000,
    inputPrice: 4,
    outputPrice: 20,
    ...NEW_TOKENIZER,
  },
  {
    id: 'anthropic.claude-fable-5',
    contextTokens: 1_000_000,
    outputTokens: 128_000,
    inputPrice: 10,
    outputPrice: 50,
    ...NEW_TOKENIZER,
  },

  {
    id: 'amazon.nova-micro',
    contextTokens: 128_000,
    outputTokens: 5_000,
    inputPrice: 0.035,
    outputPrice: 0.14,
  },
  {
    id: 'amazon.nova-lite',
    contextTokens: 300_000,
    outputTokens: 5_000,
    inputPrice: 0.06,
    outputPrice: 0.24,
  },
  { id: 'amazon.nova-pro', contextTokens: 300_000, outputTokens: 5_000, inputPrice: 0.8, outputPrice: 3.2 },
  {
    id: 'amazon.nova-2-lite',
    contextTokens: 128_000,
    outputTokens: 4_096,
    inputPrice: 0.33,
    outputPrice: 2.75,
  },

  {
    id: 'meta.llama3-1-8b',
    contextTokens: 128_000,
    outputTokens: 4_096,
    inputPrice: 0.22,
    outputPrice: 0.22,
  },
  {
    id: 'meta.llama3-1-70b',
    contextTokens: 128_000,
    outputTokens: 4_096,
    inputPrice: 0.72,
    outputPrice: 0.72,
  },
  {
    id: 'meta.llama3-3-70b',
    contextTokens: 128_000,
    outputTokens: 4_096,
    inputPrice: 0.72,
    outputPrice: 0.72,
  },
  {
    id: 'meta.llama4-scout',
    contextTokens: 3_500_000,
    outputTokens: 16_384,
    inputPrice: 0.17,
    outputPrice: 0.66,
  },
  {
    id: 'meta.llama4-maverick',
    contextTokens: 1_000_000,
    outputTokens: 16_384,
    inputPrice: 0.24,
    outputPrice: 0.97,
  },

  {
    id: 'mistral.mistral-7b',
    contextTokens: 32_000,
    outputTokens: 4_096,
    inputPrice: 0.15,
    outputPrice: 0.2,
  },
  {
    id: 'mistral.mixtral-8x7b',
    contextTokens: 32_000,
    outputTokens: 4_096,
    inputPrice: 0.45,
    outputPrice: 0.7,
  },
  {
    id: 'mistral.mistral-large-2402',
    contextTokens: 32_000,
    outputTokens: 4_096,
    inputPrice: 4,
    outputPrice: 12,
  },
  {
    id: 'mistral.mistral-large-3',
    contextTokens: 256_000,
    outputTokens: 8_192,
    inputPrice: 0.5,
    outputPrice: 1.5,
  },
  {
    id: 'mistral.magistral-small',
    contextTokens: 128_000,
    outputTokens: 40_000,
    inputPrice: 0.5,
    outputPrice: 1.5,
  },
  {
    id: 'mistral.ministral-3-3b',
    contextTokens: 256_000,
    outputTokens: 8_192,
    inputPrice: 0.1,
    outputPrice: 0.1,
  },
  {
    id: 'mistral.ministral-3-8b',
    contextTokens: 128_000,
    outputTokens: 4_096,
    inputPrice: 0.15,
    outputPrice: 0.15,
  },
  {
    id: 'mistral.ministral-3-14b',
    contextTokens: 128_000,
    outputTokens: 4_096,
    inputPrice: 0.2,
    outputPrice: 0.2,
  },
  { id: 'mistral.pixtral-large', contextTokens: 128_000, outputTokens: 8_192, inputPrice: 2, outputPrice: 6 },
];

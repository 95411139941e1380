/** What Bedrock's models take and cost. Prices in USD per million tokens, on demand, in us-east-1. */
export interface CatalogEntry {
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
// - Claude: platform.claude.com/docs/en/models for limits and list prices, which Bedrock shares, and the public catalog
//   models.dev (providers/amazon-bedrock, July 2026); Claude 3 Haiku also by the deployment guide;
// - Nova and Llama: models.dev; Nova 2 Lite's window by the Nova 2 overview in AWS's documentation, since models.dev has
//   an older figure;
// - Mistral: the model cards of the Amazon Bedrock user guide (model-card-mistral-ai-*.html) for 32K windows and 4K
//   answers, models.dev for newer models; prices of the three oldest by several public price lists that agree;
// - tokens: Claude Opus 4.7 counts 1.0 to 1.35 times as many as Opus 4.6 (platform.claude.com, migration guide); later
//   models are taken to do the same, which errs on the safe side;
// - CountTokens: the Bedrock user guide ("Monitor your token usage by counting tokens") names Claude 3.5 to 4; later
//   Claude models answer too, by their foundation model id. Nova, Llama and Mistral refuse.
// Where sources differ, the smaller limit and the higher price stand here. Regional inference profiles (`eu.`, `jp.`)
// cost up to 10 % more, and prices change: a cost from here is an estimate, and is called one wherever it is shown.
const COUNTS = { countsTokens: true } as const;
const COUNTS_MORE = { tokenFactor: 1.35, countsTokens: true } as const;

export const CATALOG: readonly CatalogEntry[] = [
  // context, output; dollars for a million in, out
  model('anthropic.claude-3-haiku', 200_000, 4_096, 0.25, 1.25),
  model('anthropic.claude-3-sonnet', 200_000, 4_096, 3, 15),
  model('anthropic.claude-3-opus', 200_000, 4_096, 15, 75),
  model('anthropic.claude-3-5-haiku', 200_000, 8_192, 0.8, 4, COUNTS),
  model('anthropic.claude-3-5-sonnet', 200_000, 8_192, 3, 15, COUNTS),
  model('anthropic.claude-3-7-sonnet', 200_000, 64_000, 3, 15, COUNTS),
  model('anthropic.claude-sonnet-4-20', 200_000, 64_000, 3, 15, COUNTS),
  model('anthropic.claude-opus-4-20', 200_000, 32_000, 15, 75, COUNTS),
  model('anthropic.claude-opus-4-1', 200_000, 32_000, 15, 75, COUNTS),
  model('anthropic.claude-sonnet-4-5', 200_000, 64_000, 3, 15, COUNTS),
  model('anthropic.claude-haiku-4-5', 200_000, 64_000, 1, 5, COUNTS),
  model('anthropic.claude-opus-4-5', 200_000, 64_000, 5, 25, COUNTS),
  model('anthropic.claude-sonnet-4-6', 1_000_000, 64_000, 3, 15, COUNTS),
  model('anthropic.claude-opus-4-6', 1_000_000, 128_000, 5, 25, COUNTS),
  model('anthropic.claude-opus-4-7', 1_000_000, 128_000, 5, 25, COUNTS_MORE),
  model('anthropic.claude-opus-4-8', 1_000_000, 128_000, 5, 25, COUNTS_MORE),
  model('anthropic.claude-sonnet-5', 1_000_000, 128_000, 2, 10, COUNTS_MORE),
  model('anthropic.claude-opus-5', 1_000_000, 128_000, 5, 25, COUNTS_MORE),
  model('anthropic.claude-opus-5-5', 1_000_000, 128_000, 4, 20, COUNTS_MORE),
  model('anthropic.claude-fable-5', 1_000_000, 128_000, 10, 50, COUNTS_MORE),

  model('amazon.nova-micro', 128_000, 5_000, 0.035, 0.14),
  model('amazon.nova-lite', 300_000, 5_000, 0.06, 0.24),
  model('amazon.nova-pro', 300_000, 5_000, 0.8, 3.2),
  model('amazon.nova-2-lite', 1_000_000, 64_000, 0.33, 2.75),

  model('meta.llama3-1-8b', 128_000, 4_096, 0.22, 0.22),
  model('meta.llama3-1-70b', 128_000, 4_096, 0.72, 0.72),
  model('meta.llama3-3-70b', 128_000, 4_096, 0.72, 0.72),
  model('meta.llama4-scout', 3_500_000, 16_384, 0.17, 0.66),
  model('meta.llama4-maverick', 1_000_000, 16_384, 0.24, 0.97),

  model('mistral.mistral-7b', 32_000, 4_096, 0.15, 0.2),
  model('mistral.mixtral-8x7b', 32_000, 4_096, 0.45, 0.7),
  model('mistral.mistral-large-2402', 32_000, 4_096, 4, 12),
  model('mistral.mistral-large-3', 256_000, 8_192, 0.5, 1.5),
  model('mistral.magistral-small', 128_000, 40_000, 0.5, 1.5),
  model('mistral.ministral-3-3b', 256_000, 8_192, 0.1, 0.1),
  model('mistral.ministral-3-8b', 128_000, 4_096, 0.15, 0.15),
  model('mistral.ministral-3-14b', 128_000, 4_096, 0.2, 0.2),
  model('mistral.pixtral-large', 128_000, 8_192, 2, 6),
];

function model(
  id: string,
  contextTokens: number,
  outputTokens: number,
  inputPrice: number,
  outputPrice: number,
  counting: Pick<CatalogEntry, 'tokenFactor' | 'countsTokens'> = {},
): CatalogEntry {
  return { id, contextTokens, outputTokens, inputPrice, outputPrice, ...counting };
}

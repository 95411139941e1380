import { estimateCost, modelFacts } from '@case-insights/core/models';

/** Athena's price of a byte scanned, in USD: 5 a TB in us-east-1 (aws.amazon.com/athena/pricing, read 2026-11-26). */
const USD_PER_BYTE = 5 / 1_000_000_000_000;

/** For a model whose price the catalog does not know, in USD a million tokens: Claude Sonnet's, above most others. */
const UNKNOWN_PRICE = { input: 3, output: 15 };

export interface Usage {
  /** The model that was asked, if any. */
  readonly modelId?: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly dataScannedBytes: number;
}

/** What this costs in USD, as far as this code can tell. */
export function estimatedCost({ modelId, inputTokens, outputTokens, dataScannedBytes }: Usage): number {
  const scanned = dataScannedBytes * USD_PER_BYTE;
  if (modelId === undefined) return scanned;
  const facts = modelFacts(modelId);
  const asked = estimateCost({ ...facts, price: facts.price ?? UNKNOWN_PRICE }, inputTokens, outputTokens);
  return scanned + (asked ?? 0);
}

/** What an account must do before its first call: nothing, subscribe in AWS Marketplace, or that and Anthropic's form. */
export type ModelAccess = 'nothing' | 'subscription' | 'subscription and form';

/** How a model takes the effort it spends on thinking, in Converse's `additionalModelRequestFields`. */
export type ReasoningField = 'reasoning_effort' | 'reasoningConfig' | 'output_config' | 'thinking budget';

/** Where a number of the catalog was read, and when. */
export interface Source {
  readonly name: string;
  readonly read: string;
}

/** What Bedrock's models take and cost. Prices in USD per million tokens, on demand, in us-east-1. */
export interface CatalogEntry {
  /** The beginning of the model ids meant; the longest that fits wins. */
  readonly id: string;
  readonly contextTokens: number;
  readonly outputTokens: number;
  readonly inputPrice: number;
  readonly outputPrice: number;
  readonly access: ModelAccess;
  /** Geographies with an inference profile for it. Whether a region also offers the plain id, only that region knows. */
  readonly profiles: readonly string[];
  readonly sources: readonly Source[];
  /** The day on which AWS stops answering for it (YYYY-MM-DD), where one is announced. */
  readonly ends?: string;
  /** Tokens it counts for one that an older model counts; absent means 1. */
  readonly tokenFactor?: number;
  /** `CountTokens` answers for it. */
  readonly countsTokens?: true;
  /** Converse refuses a system prompt for it. */
  readonly systemPrompt?: false;
  /** Converse refuses tools for it. */
  readonly tools?: false;
  readonly reasoning?: ReasoningField;
}

type Limits = Pick<CatalogEntry, 'id' | 'contextTokens' | 'outputTokens' | 'inputPrice' | 'outputPrice'>;
type Family = Omit<CatalogEntry, keyof Limits>;

// AWS's price lists and model cards as the public catalog of LiteLLM 1.110.2 collects them, with dates of ends.
const PRICE_LISTS: Source = { name: 'AWS price lists and model cards, by LiteLLM', read: '2026-11-26' };
// providers/amazon-bedrock, state of 2026-07-02.
const MODELS_DEV: Source = { name: 'models.dev', read: '2026-11-26' };
const ANTHROPIC: Source = { name: 'platform.claude.com/docs/en/models', read: '2026-11-25' };
const AWS_CARD: Source = { name: 'Bedrock user guide, model card', read: '2026-11-25' };
const GUIDE: Source = { name: 'Case Insights deployment guide', read: '2026-11-25' };

// Where sources differ, the smaller limit and the higher price stand here (a price that rises with the length of the
// input stands with its highest). Regional inference profiles cost up to 10 % more, and prices change: a cost from here
// is an estimate, and is called one wherever it is shown.
//
// - Access: Bedrock user guide, "Use product ID condition keys": Amazon, DeepSeek, Meta, Mistral AI, OpenAI and Qwen are
//   not sold through AWS Marketplace. Every other provider is taken to be. Anthropic also wants its use-case form.
// - Tokens: Claude Opus 4.7 counts 1.0 to 1.35 times as many as Opus 4.6 (platform.claude.com, migration guide); later
//   models are taken to do the same, which errs on the safe side.
// - CountTokens: the Bedrock user guide ("Monitor your token usage by counting tokens") names Claude 3.5 to 4; later
//   Claude models answer too, by their foundation model id. Other providers' models refuse.
// - Tools: the Bedrock user guide ("Supported models and model features") and LiteLLM name two models without.
// - Thinking: Bedrock user guide ("Adaptive thinking") for Claude, Nova 2 user guide ("Extended thinking"), and for
//   OpenAI the fields of its own API, which Converse passes on.
//
// A model that has ended in every region is not here. Claude 3 Haiku is: it ended on 2026-09-10 in most regions, and
// ca-central-1, eu-central-2 and sa-east-1 still offer it.
const CLAUDE_GEOGRAPHIES = ['us', 'eu', 'jp', 'au', 'global'];
const CLAUDE: Family = {
  access: 'subscription and form',
  profiles: CLAUDE_GEOGRAPHIES,
  sources: [PRICE_LISTS, ANTHROPIC],
  countsTokens: true,
  reasoning: 'thinking budget',
};
const CLAUDE_ADAPTIVE: Family = { ...CLAUDE, reasoning: 'output_config' };
const CLAUDE_NEW_TOKENS: Family = { ...CLAUDE_ADAPTIVE, tokenFactor: 1.35 };
const OPEN: Family = { access: 'nothing', profiles: [], sources: [PRICE_LISTS, MODELS_DEV] };
const NOVA: Family = { ...OPEN, profiles: ['us', 'eu', 'apac'], sources: [PRICE_LISTS, AWS_CARD] };
const FIRST_MISTRAL: Family = { ...OPEN, ends: '2027-03-30', systemPrompt: false, tools: false };
const LLAMA: Family = { ...OPEN, profiles: ['us'], ends: '2027-03-30' };
const GPT: Family = {
  access: 'nothing',
  profiles: ['us', 'global'],
  sources: [PRICE_LISTS],
  reasoning: 'reasoning_effort',
};
const SOLD: Family = { access: 'subscription', profiles: [], sources: [PRICE_LISTS] };

export const CATALOG: readonly CatalogEntry[] = [
  // context, output; dollars for a million in, out
  model('anthropic.claude-3-haiku', 200_000, 4_096, 0.25, 1.25, {
    access: 'subscription and form',
    profiles: [],
    sources: [GUIDE, AWS_CARD],
    ends: '2026-09-10',
  }),
  model('anthropic.claude-opus-4-1', 200_000, 32_000, 15, 75, { ...CLAUDE, ends: '2027-01-08' }),
  model('anthropic.claude-sonnet-4-5', 200_000, 64_000, 3, 15, { ...CLAUDE, ends: '2027-04-08' }),
  model('anthropic.claude-haiku-4-5', 200_000, 64_000, 1, 5, CLAUDE),
  model('anthropic.claude-opus-4-5', 200_000, 64_000, 5, 25, { ...CLAUDE, profiles: ['us', 'eu', 'global'] }),
  model('anthropic.claude-sonnet-4-6', 1_000_000, 64_000, 3, 15, CLAUDE_ADAPTIVE),
  model('anthropic.claude-opus-4-6', 1_000_000, 128_000, 5, 25, CLAUDE_ADAPTIVE),
  model('anthropic.claude-opus-4-7', 1_000_000, 128_000, 5, 25, CLAUDE_NEW_TOKENS),
  model('anthropic.claude-opus-4-8', 1_000_000, 128_000, 5, 25, CLAUDE_NEW_TOKENS),
  model('anthropic.claude-sonnet-5', 1_000_000, 128_000, 2, 10, CLAUDE_NEW_TOKENS),
  model('anthropic.claude-opus-5', 1_000_000, 128_000, 5, 25, CLAUDE_NEW_TOKENS),
  model('anthropic.claude-haiku-5-5', 1_000_000, 128_000, 0.5, 2.5, CLAUDE_NEW_TOKENS),
  model('anthropic.claude-sonnet-5-5', 1_000_000, 128_000, 2, 10, CLAUDE_NEW_TOKENS),
  model('anthropic.claude-opus-5-5', 1_000_000, 128_000, 4, 20, CLAUDE_NEW_TOKENS),
  model('anthropic.claude-fable-5', 1_000_000, 128_000, 10, 50, CLAUDE_NEW_TOKENS),

  model('amazon.nova-micro', 128_000, 5_000, 0.035, 0.14, NOVA),
  model('amazon.nova-lite', 300_000, 5_000, 0.06, 0.24, NOVA),
  model('amazon.nova-pro', 300_000, 5_000, 0.8, 3.2, NOVA),
  model('amazon.nova-2-lite', 1_000_000, 64_000, 0.33, 2.75, {
    ...NOVA,
    profiles: ['us', 'eu', 'jp', 'global'],
    reasoning: 'reasoningConfig',
  }),

  model('openai.gpt-oss-120b', 128_000, 16_384, 0.15, 0.6, { ...OPEN, reasoning: 'reasoning_effort' }),
  model('openai.gpt-oss-20b', 128_000, 16_384, 0.07, 0.3, { ...OPEN, reasoning: 'reasoning_effort' }),
  model('openai.gpt-5.6-luna', 922_000, 128_000, 0.44, 1.98, GPT),
  model('openai.gpt-5.6-terra', 922_000, 128_000, 4.4, 19.8, GPT),
  model('openai.gpt-5.6-sol', 922_000, 128_000, 8.8, 33, GPT),
  model('openai.gpt-6-luna', 922_000, 128_000, 0.22, 0.825, GPT),
  model('openai.gpt-6-sol', 922_000, 128_000, 4.4, 16.5, GPT),
  model('openai.gpt-6.1-terra', 922_000, 128_000, 2.2, 8.25, GPT),
  model('openai.gpt-6.1-sol', 1_000_000, 131_072, 4, 15, GPT),

  model('qwen.qwen3-32b', 32_768, 8_192, 0.15, 0.6, OPEN),
  model('qwen.qwen3-235b-a22b-2507', 256_000, 8_192, 0.22, 0.88, OPEN),
  model('qwen.qwen3-next-80b-a3b', 256_000, 8_000, 0.15, 1.2, OPEN),
  model('deepseek.v3-v1', 128_000, 8_000, 0.58, 1.68, { ...OPEN, ends: '2027-03-30' }),
  model('deepseek.v3.2', 156_000, 8_000, 0.62, 1.85, { ...OPEN, profiles: ['us', 'eu'] }),

  model('meta.llama3-1-8b', 128_000, 4_096, 0.22, 0.22, LLAMA),
  model('meta.llama3-1-70b', 128_000, 4_096, 0.72, 0.72, LLAMA),
  model('meta.llama3-3-70b', 128_000, 4_096, 0.72, 0.72, LLAMA),
  model('meta.llama4-scout', 3_500_000, 8_192, 0.17, 0.66, LLAMA),
  model('meta.llama4-maverick', 1_000_000, 8_192, 0.24, 0.97, LLAMA),

  model('mistral.mistral-7b', 32_000, 4_096, 0.15, 0.2, FIRST_MISTRAL),
  model('mistral.mixtral-8x7b', 32_000, 4_096, 0.45, 0.7, FIRST_MISTRAL),
  model('mistral.mistral-large-3', 256_000, 8_192, 0.5, 1.5, OPEN),
  model('mistral.magistral-small', 128_000, 40_000, 0.5, 1.5, OPEN),
  model('mistral.ministral-3-3b', 128_000, 8_000, 0.1, 0.1, OPEN),
  model('mistral.ministral-3-8b', 128_000, 4_096, 0.15, 0.15, OPEN),
  model('mistral.ministral-3-14b', 128_000, 4_096, 0.2, 0.2, OPEN),
  model('mistral.pixtral-large', 128_000, 8_192, 2, 6, { ...OPEN, profiles: ['us', 'eu'] }),

  model('google.gemma-3-12b', 128_000, 8_000, 0.09, 0.29, { ...SOLD, ends: '2027-03-30' }),
  model('google.gemma-3-27b', 128_000, 8_000, 0.23, 0.38, { ...SOLD, ends: '2027-03-30' }),
  model('minimax.minimax-m2.5', 196_000, 8_000, 0.3, 1.2, SOLD),
  model('moonshotai.kimi-k2.5', 256_000, 16_000, 0.6, 3, SOLD),
  model('moonshotai.kimi-k3', 868_928, 131_072, 4.4, 22, { ...SOLD, profiles: ['us', 'in', 'global'] }),
  model('nvidia.nemotron-nano-3-30b', 256_000, 8_000, 0.06, 0.24, SOLD),
  model('nvidia.nemotron-super-3-120b', 256_000, 32_000, 0.15, 0.65, SOLD),
  model('writer.palmyra-x5', 128_000, 8_192, 0.6, 6, { ...SOLD, profiles: ['us'], ends: '2027-03-21' }),
  model('xai.grok-4', 500_000, 128_000, 2.2, 6.6, { ...SOLD, profiles: ['us', 'global'] }),
  model('zai.glm-4.7', 200_000, 128_000, 0.6, 2.2, { ...SOLD, ends: '2027-03-30' }),
  model('zai.glm-5', 200_000, 128_000, 1.68, 5.28, { ...SOLD, profiles: ['us', 'global'] }),
];

function model(
  id: string,
  contextTokens: number,
  outputTokens: number,
  inputPrice: number,
  outputPrice: number,
  family: Family,
): CatalogEntry {
  return { id, contextTokens, outputTokens, inputPrice, outputPrice, ...family };
}

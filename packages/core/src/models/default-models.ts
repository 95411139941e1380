/**
 * The default models of a deployment: plain ids, in order of preference, the first that the region
 * offers is used. Decided on 2026-11-26:
 *
 * - No single model is offered in every region, and many can only be called through an inference profile, which moves
 *   data to other regions. So the default is a list, and holds plain ids only: a plain id is answered in the region
 *   of the call or not at all. A profile (`us.`, `eu.`, `global.`) has to be named.
 * - No provider here is sold through AWS Marketplace (Bedrock user guide, "Use product ID condition keys"), and none
 *   asks for a use-case form: the first call of a new account succeeds. That leaves out Claude, whose form a person must send.
 * - gpt-oss-120b comes first as the strongest of the three; Nova Lite, AWS's own, and Qwen3 Next replace it where a region
 *   lacks it. None costs more than 0.15 USD for a million input tokens.
 * - Where a region offers none of them, a call says so and how to choose. Models end: `pnpm models:compare` compares
 *   the catalog with what `ListFoundationModels` answers.
 */
export const DEFAULT_MODEL_IDS = [
  'openai.gpt-oss-120b-1:0',
  'amazon.nova-lite-v1:0',
  'qwen.qwen3-next-80b-a3b',
] as const;

import type { ErrorCode } from '@case-insights/core/errors';
import {
  isAboutCredentials,
  isOfService,
  isThrottling,
  isUnreachable,
  nameOf,
} from '../aws/service-error.ts';

/** Why Bedrock gave no answer, as told by the name of its exception and its text together. */
export type RefusalKind = keyof typeof KINDS;

/** What can be done about a refusal without the caller. */
type Remedy = 'ask the next model' | 'ask differently' | 'none';

interface Kind {
  readonly code: ErrorCode;
  readonly remedy: Remedy;
  /** What happened and what to do about it, in one sentence. It never repeats Bedrock's text, which can quote the input. */
  readonly sentence: (modelId: string, exception: string) => string;
}

const kind = (code: ErrorCode, remedy: Remedy, sentence: Kind['sentence']): Kind => ({
  code,
  remedy,
  sentence,
});
const nextModel = (sentence: Kind['sentence']) => kind('model_unavailable', 'ask the next model', sentence);
const askDifferently = (sentence: Kind['sentence']) => kind('model_unavailable', 'ask differently', sentence);
const unavailable = (sentence: Kind['sentence']) => kind('model_unavailable', 'none', sentence);

const KINDS = {
  retired: nextModel(
    (id) =>
      `The model ${id} has reached end of life: set BedrockModelId to a model that this region offers; aws bedrock list-foundation-models lists them with their status.`,
  ),
  legacy: nextModel(
    (id) =>
      `The model ${id} is Legacy, and Bedrock has closed it to this account, which has not used it lately: set BedrockModelId to an active model.`,
  ),
  use_case_form: nextModel(
    (id) =>
      `Anthropic wants a use-case form from this account before it answers for ${id}: submit it on the model's page in the Bedrock console and try again after 15 minutes, or set BedrockModelId to a model of another provider.`,
  ),
  not_subscribed: nextModel(
    (id) =>
      `This account has not subscribed to ${id} in AWS Marketplace, and the function's role may not do it: have someone with the aws-marketplace permissions invoke the model once and try again after 15 minutes, or set BedrockModelId to a model that needs no subscription.`,
  ),
  no_payment: nextModel(
    (id) =>
      `AWS Marketplace finds no valid means of payment for the subscription to ${id}: add one in the billing console and try again after 15 minutes, or set BedrockModelId to a model that needs no subscription.`,
  ),
  no_access: nextModel(
    (id) =>
      `The function may not use the Bedrock model ${id}: request access to it in the Bedrock console of this region, and check that the function's role allows bedrock:InvokeModel for it.`,
  ),
  role: nextModel(
    (id) =>
      `The function's role does not allow bedrock:InvokeModel for ${id}: deploy the stack again with this model in BedrockModelId, which grants it.`,
  ),
  denied_by_policy: nextModel(
    (id) =>
      `A policy above the function's role (service control policy, permissions boundary or explicit deny) forbids ${id}: have it allowed there, or set BedrockModelId to a model that is allowed.`,
  ),
  account_restricted: unavailable(
    () =>
      'AWS has not opened Bedrock to this account: open a support case with AWS that asks for it, since no setting of this stack can.',
  ),
  country: nextModel(
    (id) =>
      `The provider of ${id} does not serve the country of this account: set BedrockModelId to a model of another provider.`,
  ),
  not_offered: nextModel(
    (id) =>
      `Bedrock has no model ${id} in this region: check that BedrockModelId is the id of a text model or inference profile that this region offers.`,
  ),
  profile_needed: nextModel(
    (id) =>
      `The model ${id} can only be used through an inference profile: set BedrockModelId to the profile's id, such as us.${id}, after checking in which regions it processes data.`,
  ),
  not_a_text_model: nextModel(
    (id) =>
      `The model ${id} does not take a conversation: set BedrockModelId to a text model; aws bedrock list-foundation-models --by-output-modality TEXT lists them.`,
  ),
  throttled: kind(
    'throttled',
    'none',
    (id) => `Bedrock has too many requests or tokens for ${id} at the moment; try again in half a minute.`,
  ),
  daily_quota: kind(
    'throttled',
    'none',
    (id) =>
      `This account has used up its tokens per day for ${id}: ask again after 00:00 UTC, have the quota raised in Service Quotas, or set BedrockModelId to another model.`,
  ),
  service_quota: unavailable(
    (id) =>
      `A quota of this account for ${id} does not allow this request: have it raised in Service Quotas (Amazon Bedrock), or set BedrockModelId to another model.`,
  ),
  no_system_prompt: askDifferently(
    (id) =>
      `The model ${id} takes no system prompt, nor the request without one: set BedrockModelId to another model.`,
  ),
  no_streaming: askDifferently(
    (id) => `The model ${id} does not stream its answers: set BedrockModelId to another model.`,
  ),
  no_tools: askDifferently(
    (id) => `The model ${id} takes no tools, nor the request without: set BedrockModelId to another model.`,
  ),
  no_reasoning: askDifferently(
    (id) =>
      `The model ${id} does not take the effort set in BedrockReasoningEffort: leave it empty, or set BedrockModelId to a model that reasons.`,
  ),
  output_limit: askDifferently(
    (id) => `The model ${id} writes fewer output tokens than are asked for: have MAX_OUTPUT_TOKENS lowered.`,
  ),
  too_long: kind(
    'payload_too_large',
    'none',
    (id) => `The input is too long for the model ${id}: ask about less data.`,
  ),
  content_filter: unavailable(
    (id) =>
      `The content filter of ${id} blocked the answer: ask differently, leave out the data that it objects to, or set BedrockModelId to another model.`,
  ),
  guardrail_unknown: unavailable(
    () =>
      'Bedrock has no such guardrail in this region: check BedrockGuardrailId and its version; a guardrail belongs to one region.',
  ),
  guardrail_role: unavailable(
    () =>
      "The function's role does not allow bedrock:ApplyGuardrail for the guardrail: deploy the stack again with BedrockGuardrailId, which grants it.",
  ),
  timeout: unavailable(
    (id) => `The model ${id} took too long to answer and Bedrock gave up: ask about less data, or try again.`,
  ),
  busy: unavailable((id) => `The model ${id} is not ready or too slow at the moment; try again in a minute.`),
  broken_answer: unavailable((id) => `The model ${id} failed while it was answering; try again.`),
  credentials: unavailable(
    (_, exception) =>
      `Bedrock does not accept the credentials of the function (${exception}): try again, and if it stays so, check the function's role.`,
  ),
  unreachable: unavailable(
    () =>
      'Bedrock cannot be reached: check that the region of this function offers Bedrock and, inside a VPC, that there is an endpoint for bedrock-runtime.',
  ),
  unknown: unavailable(
    (id, exception) =>
      `Bedrock refuses the request to ${id} (${exception}) for a reason that this server does not recognize and does not repeat, since it can quote the input: try again, or set BedrockModelId to another model.`,
  ),
} as const satisfies Readonly<Record<string, Kind>>;

interface Rule {
  readonly kind: RefusalKind;
  /** The exceptions meant; any where absent. */
  readonly names?: readonly string[];
  /** What the text says; anything where absent. */
  readonly text?: RegExp;
}

/** The first rule that fits decides, so the text of a denial is looked at before its name. */
const RULES: readonly Rule[] = [
  { kind: 'retired', text: /end of its life/i },
  { kind: 'legacy', text: /marked by provider as legacy/i },
  { kind: 'use_case_form', text: /use case details/i },
  { kind: 'no_payment', text: /INVALID_PAYMENT_INSTRUMENT|payment instrument/i },
  { kind: 'not_subscribed', text: /aws-marketplace:|marketplace subscription/i },
  { kind: 'country', text: /unsupported countries/i },
  { kind: 'guardrail_role', text: /bedrock:ApplyGuardrail/i },
  { kind: 'guardrail_unknown', text: /guardrail (?:identifier|version)/i },
  { kind: 'account_restricted', text: /^operation not allowed|account is not authorized/i },

  { kind: 'denied_by_policy', names: ['AccessDeniedException'], text: /explicit deny|permissions boundary/i },
  { kind: 'role', names: ['AccessDeniedException'], text: /is not authorized to perform/i },
  { kind: 'no_access', names: ['AccessDeniedException'] },

  { kind: 'daily_quota', names: ['ThrottlingException'], text: /per day|daily/i },
  { kind: 'service_quota', names: ['ServiceQuotaExceededException'] },

  { kind: 'no_system_prompt', text: /support system (?:messages|prompts)/i },
  // Nova models fail so on some requests (langchain-aws issue 567), again and again, and answer them in text.
  { kind: 'no_tools', text: /support tool use|invalid sequence as part of ToolUse/i },
  { kind: 'no_streaming', text: /unsupported for streaming/i },
  {
    kind: 'no_reasoning',
    text: /thinking\.|reasoning_?(?:effort|config)|output_config/i,
  },
  // Sizes of input and output together come before the limit of the output alone, which they also mention.
  { kind: 'too_long', text: /maximum context length|exceed context limit|too long|input tokens exceed/i },
  { kind: 'output_limit', text: /maximum tokens you requested|max_tokens:? \d+ >|number of output tokens/i },
  {
    kind: 'too_long',
    text: /too many input tokens|exceeds?.{0,40}(?:context|maximum|limit|length)|input length/i,
  },
  { kind: 'content_filter', text: /content filter/i },

  { kind: 'profile_needed', text: /on-demand throughput/i },
  { kind: 'not_a_text_model', text: /doesn.t support the model|supported text or chat model/i },
  { kind: 'not_offered', names: ['ResourceNotFoundException'] },
  { kind: 'not_offered', names: ['ValidationException'], text: /model identifier|inference profile/i },

  { kind: 'timeout', names: ['ModelTimeoutException', 'TimeoutError'] },
  {
    kind: 'busy',
    names: ['ServiceUnavailableException', 'ModelNotReadyException', 'InternalServerException'],
  },
  { kind: 'broken_answer', names: ['ModelErrorException', 'ModelStreamErrorException'] },
];

export interface Refusal {
  readonly kind: RefusalKind;
  readonly code: ErrorCode;
  readonly remedy: Remedy;
  readonly sentence: string;
}

/** What an error of the Bedrock client means, or undefined for an error that is none of Bedrock's. */
export function refusalOf(error: unknown, modelId: string): Refusal | undefined {
  const kind = kindOf(error);
  if (kind === undefined) return undefined;
  const { code, remedy, sentence } = KINDS[kind];
  return { kind, code, remedy, sentence: sentence(modelId, nameOf(error)) };
}

/** Whether it is a quota that only the next day renews, so that repeating the request is of no use. */
export function isDailyQuota(error: unknown): boolean {
  return kindOf(error) === 'daily_quota';
}

function kindOf(error: unknown): RefusalKind | undefined {
  if (!(error instanceof Error)) return undefined;
  const name = nameOf(error);
  const ofService = isOfService(error);
  const rule = RULES.find(
    ({ names, text }) =>
      (names === undefined ? ofService : names.includes(name)) && (text?.test(error.message) ?? true),
  );
  if (rule !== undefined) return rule.kind;
  if (isAboutCredentials(error)) return 'credentials';
  if (isThrottling(error)) return 'throttled';
  if (isUnreachable(error)) return 'unreachable';
  return ofService ? 'unknown' : undefined;
}

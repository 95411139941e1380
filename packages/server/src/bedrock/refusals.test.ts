import type { ErrorCode } from '@case-insights/core/errors';
import { RECORDED_REFUSALS, type RefusalName } from '@case-insights/core/recorded-refusals';
import { describe, expect, it } from 'vitest';
import { isDailyQuota, type RefusalKind, refusalOf } from './refusals.ts';

const MEANINGS: Readonly<Record<RefusalName, readonly [RefusalKind, ErrorCode, string]>> = {
  'end-of-life': [
    'retired',
    'model_unavailable',
    'The model vendor.model-v1:0 has reached end of life: set BedrockModelId to a model that this region offers; aws bedrock list-foundation-models lists them with their status.',
  ],
  'legacy-30-days': [
    'legacy',
    'model_unavailable',
    'The model vendor.model-v1:0 is Legacy, and Bedrock has closed it to this account, which has not used it lately: set BedrockModelId to an active model.',
  ],
  'legacy-15-days': [
    'legacy',
    'model_unavailable',
    'The model vendor.model-v1:0 is Legacy, and Bedrock has closed it to this account, which has not used it lately: set BedrockModelId to an active model.',
  ],
  'use-case-form': [
    'use_case_form',
    'model_unavailable',
    "Anthropic wants a use-case form from this account before it answers for vendor.model-v1:0: submit it on the model's page in the Bedrock console and try again after 15 minutes, or set BedrockModelId to a model of another provider.",
  ],
  marketplace: [
    'not_subscribed',
    'model_unavailable',
    "This account has not subscribed to vendor.model-v1:0 in AWS Marketplace, and the function's role may not do it: have someone with the aws-marketplace permissions invoke the model once and try again after 15 minutes, or set BedrockModelId to a model that needs no subscription.",
  ],
  payment: [
    'no_payment',
    'model_unavailable',
    'AWS Marketplace finds no valid means of payment for the subscription to vendor.model-v1:0: add one in the billing console and try again after 15 minutes, or set BedrockModelId to a model that needs no subscription.',
  ],
  'no-access': [
    'no_access',
    'model_unavailable',
    "The function may not use the Bedrock model vendor.model-v1:0: request access to it in the Bedrock console of this region, and check that the function's role allows bedrock:InvokeModel for it.",
  ],
  'account-restricted': [
    'account_restricted',
    'model_unavailable',
    'AWS has not opened Bedrock to this account: open a support case with AWS that asks for it, since no setting of this stack can.',
  ],
  'account-not-authorized': [
    'account_restricted',
    'model_unavailable',
    'AWS has not opened Bedrock to this account: open a support case with AWS that asks for it, since no setting of this stack can.',
  ],
  country: [
    'country',
    'model_unavailable',
    'The provider of vendor.model-v1:0 does not serve the country of this account: set BedrockModelId to a model of another provider.',
  ],
  role: [
    'role',
    'model_unavailable',
    "The function's role does not allow bedrock:InvokeModel for vendor.model-v1:0: deploy the stack again with this model in BedrockModelId, which grants it.",
  ],
  'service-control-policy': [
    'denied_by_policy',
    'model_unavailable',
    "A policy above the function's role (service control policy, permissions boundary or explicit deny) forbids vendor.model-v1:0: have it allowed there, or set BedrockModelId to a model that is allowed.",
  ],
  'expired-token': [
    'credentials',
    'model_unavailable',
    "Bedrock does not accept the credentials of the function (ExpiredTokenException): try again, and if it stays so, check the function's role.",
  ],
  'unrecognized-client': [
    'credentials',
    'model_unavailable',
    "Bedrock does not accept the credentials of the function (UnrecognizedClientException): try again, and if it stays so, check the function's role.",
  ],
  'unknown-id': [
    'not_offered',
    'model_unavailable',
    'Bedrock has no model vendor.model-v1:0 in this region: check that BedrockModelId is the id of a text model or inference profile that this region offers.',
  ],
  'not-found': [
    'not_offered',
    'model_unavailable',
    'Bedrock has no model vendor.model-v1:0 in this region: check that BedrockModelId is the id of a text model or inference profile that this region offers.',
  ],
  'not-in-region': [
    'not_offered',
    'model_unavailable',
    'Bedrock has no model vendor.model-v1:0 in this region: check that BedrockModelId is the id of a text model or inference profile that this region offers.',
  ],
  'unknown-profile': [
    'not_offered',
    'model_unavailable',
    'Bedrock has no model vendor.model-v1:0 in this region: check that BedrockModelId is the id of a text model or inference profile that this region offers.',
  ],
  'profile-needed': [
    'profile_needed',
    'model_unavailable',
    "The model vendor.model-v1:0 can only be used through an inference profile: set BedrockModelId to the profile's id, such as us.vendor.model-v1:0, after checking in which regions it processes data.",
  ],
  'not-a-text-model': [
    'not_a_text_model',
    'model_unavailable',
    'The model vendor.model-v1:0 does not take a conversation: set BedrockModelId to a text model; aws bedrock list-foundation-models --by-output-modality TEXT lists them.',
  ],
  'requests-per-minute': [
    'throttled',
    'throttled',
    'Bedrock has too many requests or tokens for vendor.model-v1:0 at the moment; try again in half a minute.',
  ],
  'tokens-per-minute': [
    'throttled',
    'throttled',
    'Bedrock has too many requests or tokens for vendor.model-v1:0 at the moment; try again in half a minute.',
  ],
  'rate-too-high': [
    'throttled',
    'throttled',
    'Bedrock has too many requests or tokens for vendor.model-v1:0 at the moment; try again in half a minute.',
  ],
  concurrency: [
    'throttled',
    'throttled',
    'Bedrock has too many requests or tokens for vendor.model-v1:0 at the moment; try again in half a minute.',
  ],
  'tokens-per-day': [
    'daily_quota',
    'throttled',
    'This account has used up its tokens per day for vendor.model-v1:0: ask again after 00:00 UTC, have the quota raised in Service Quotas, or set BedrockModelId to another model.',
  ],
  'service-quota': [
    'service_quota',
    'model_unavailable',
    'A quota of this account for vendor.model-v1:0 does not allow this request: have it raised in Service Quotas (Amazon Bedrock), or set BedrockModelId to another model.',
  ],
  'no-system-prompt': [
    'no_system_prompt',
    'model_unavailable',
    'The model vendor.model-v1:0 takes no system prompt, nor the request without one: set BedrockModelId to another model.',
  ],
  'no-streaming': [
    'no_streaming',
    'model_unavailable',
    'The model vendor.model-v1:0 does not stream its answers: set BedrockModelId to another model.',
  ],
  'no-reasoning-field': [
    'no_reasoning',
    'model_unavailable',
    'The model vendor.model-v1:0 does not take the effort set in BedrockReasoningEffort: leave it empty, or set BedrockModelId to a model that reasons.',
  ],
  'adaptive-thinking-only': [
    'no_reasoning',
    'model_unavailable',
    'The model vendor.model-v1:0 does not take the effort set in BedrockReasoningEffort: leave it empty, or set BedrockModelId to a model that reasons.',
  ],
  'thinking-budget': [
    'no_reasoning',
    'model_unavailable',
    'The model vendor.model-v1:0 does not take the effort set in BedrockReasoningEffort: leave it empty, or set BedrockModelId to a model that reasons.',
  ],
  'output-limit': [
    'output_limit',
    'model_unavailable',
    'The model vendor.model-v1:0 writes fewer output tokens than are asked for: have MAX_OUTPUT_TOKENS lowered.',
  ],
  'output-limit-claude': [
    'output_limit',
    'model_unavailable',
    'The model vendor.model-v1:0 writes fewer output tokens than are asked for: have MAX_OUTPUT_TOKENS lowered.',
  ],
  'input-too-long': [
    'too_long',
    'payload_too_large',
    'The input is too long for the model vendor.model-v1:0: ask about less data.',
  ],
  'input-too-long-claude': [
    'too_long',
    'payload_too_large',
    'The input is too long for the model vendor.model-v1:0: ask about less data.',
  ],
  'input-too-long-nova': [
    'too_long',
    'payload_too_large',
    'The input is too long for the model vendor.model-v1:0: ask about less data.',
  ],
  'input-too-long-llama': [
    'too_long',
    'payload_too_large',
    'The input is too long for the model vendor.model-v1:0: ask about less data.',
  ],
  'total-too-long-claude': [
    'too_long',
    'payload_too_large',
    'The input is too long for the model vendor.model-v1:0: ask about less data.',
  ],
  'total-too-long-gpt-oss': [
    'too_long',
    'payload_too_large',
    'The input is too long for the model vendor.model-v1:0: ask about less data.',
  ],
  'total-too-long-vllm': [
    'too_long',
    'payload_too_large',
    'The input is too long for the model vendor.model-v1:0: ask about less data.',
  ],
  'content-filter': [
    'content_filter',
    'model_unavailable',
    'The content filter of vendor.model-v1:0 blocked the answer: ask differently, leave out the data that it objects to, or set BedrockModelId to another model.',
  ],
  'content-filter-amazon': [
    'content_filter',
    'model_unavailable',
    'The content filter of vendor.model-v1:0 blocked the answer: ask differently, leave out the data that it objects to, or set BedrockModelId to another model.',
  ],
  'guardrail-unknown': [
    'guardrail_unknown',
    'model_unavailable',
    'Bedrock has no such guardrail in this region: check BedrockGuardrailId and its version; a guardrail belongs to one region.',
  ],
  'guardrail-role': [
    'guardrail_role',
    'model_unavailable',
    "The function's role does not allow bedrock:ApplyGuardrail for the guardrail: deploy the stack again with BedrockGuardrailId, which grants it.",
  ],
  timeout: [
    'timeout',
    'model_unavailable',
    'The model vendor.model-v1:0 took too long to answer and Bedrock gave up: ask about less data, or try again.',
  ],
  'not-ready': [
    'busy',
    'model_unavailable',
    'The model vendor.model-v1:0 is not ready or too slow at the moment; try again in a minute.',
  ],
  overloaded: [
    'busy',
    'model_unavailable',
    'The model vendor.model-v1:0 is not ready or too slow at the moment; try again in a minute.',
  ],
  'no-capacity': [
    'busy',
    'model_unavailable',
    'The model vendor.model-v1:0 is not ready or too slow at the moment; try again in a minute.',
  ],
  'internal-failure': [
    'busy',
    'model_unavailable',
    'The model vendor.model-v1:0 is not ready or too slow at the moment; try again in a minute.',
  ],
  'model-error': [
    'broken_answer',
    'model_unavailable',
    'The model vendor.model-v1:0 failed while it was answering; try again.',
  ],
  'unknown-validation': [
    'unknown',
    'model_unavailable',
    'Bedrock refuses the request to vendor.model-v1:0 (ValidationException) for a reason that this server does not recognize and does not repeat, since it can quote the input: try again, or set BedrockModelId to another model.',
  ],
};

/** As the SDK throws it. */
function thrown(error: string, message: string): Error {
  return Object.assign(new Error(message), { name: error, $fault: 'client', $metadata: {} });
}

describe('refusalOf', () => {
  it.each(Object.entries(RECORDED_REFUSALS))('understands %s', (name, { error, message }) => {
    const refusal = refusalOf(thrown(error, message), 'vendor.model-v1:0');
    expect([refusal?.kind, refusal?.code, refusal?.sentence]).toEqual(MEANINGS[name as RefusalName]);
  });

  it('holds at least 40 recorded refusals, none of which is an internal error', () => {
    expect(Object.keys(RECORDED_REFUSALS).length).toBeGreaterThanOrEqual(40);
    expect(Object.values(MEANINGS).filter(([, code]) => code === 'internal')).toEqual([]);
  });

  it('never repeats what Bedrock says, since it can quote the input', () => {
    const { error, message } = RECORDED_REFUSALS['unknown-validation'];
    expect(refusalOf(thrown(error, message), 'm')?.sentence).not.toContain('the customer’s words');
  });

  it.each([
    ['retired', 'end-of-life'],
    ['a quota', 'tokens-per-minute'],
  ] as const)('passes a model over only for what lasts: %s', (_, name) => {
    const { error, message } = RECORDED_REFUSALS[name];
    const { remedy } = refusalOf(thrown(error, message), 'm') ?? {};
    expect(remedy).toBe(name === 'end-of-life' ? 'ask the next model' : 'none');
  });

  it('knows an exception of the service that has no rule from an error of our own', () => {
    expect(refusalOf(thrown('TeapotException', 'short and stout'), 'm')).toMatchObject({
      kind: 'unknown',
      code: 'model_unavailable',
      sentence: expect.stringContaining('(TeapotException)'),
    });
    expect(refusalOf(new TypeError('x is not a function'), 'm')).toBeUndefined();
    expect(refusalOf(new Error('use case details'), 'm')).toBeUndefined();
    expect(refusalOf('text', 'm')).toBeUndefined();
  });

  it('knows a connection that could not be made', () => {
    const error = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    expect(refusalOf(error, 'm')).toMatchObject({ kind: 'unreachable', code: 'model_unavailable' });
  });
});

describe('isDailyQuota', () => {
  it('tells the quota of the day from that of the minute', () => {
    const [day, minute] = [RECORDED_REFUSALS['tokens-per-day'], RECORDED_REFUSALS['tokens-per-minute']];
    expect(isDailyQuota(thrown(day.error, day.message))).toBe(true);
    expect(isDailyQuota(thrown(minute.error, minute.message))).toBe(false);
  });
});

/** A refusal that Bedrock Runtime sent to somebody: the exception's name and its text, word for word. */
export interface RecordedRefusal {
  /** As the API's exceptions are named. */
  readonly error: string;
  readonly message: string;
}

const identity = 'arn:aws:sts::123456789012:assumed-role/MCP-CaseInsights-Role/MCP-CaseInsights';
const resource = 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0';

/**
 * What Bedrock answers in place of an answer, by a name for each. Gathered in November 2026 from the API reference of
 * Converse, the Bedrock user guide and public issue trackers; accounts and roles in the texts are made up. The local
 * Bedrock answers with any of them on demand, and the server's tests pin what it makes of each.
 */
export const RECORDED_REFUSALS = {
  // The model has ended, or is about to.
  'end-of-life': {
    error: 'ResourceNotFoundException',
    message:
      'This model version has reached the end of its life. Please refer to the AWS documentation for more details.',
  },
  'legacy-30-days': {
    error: 'ResourceNotFoundException',
    message:
      'Access denied. This Model is marked by provider as Legacy and you have not been actively using the model in the last 30 days. Please upgrade to an active model on Amazon Bedrock',
  },
  'legacy-15-days': {
    error: 'ResourceNotFoundException',
    message:
      'Access denied. This Model is marked by provider as Legacy and you have not been actively using the model in the last 15 days. Please upgrade to an active model on Amazon Bedrock',
  },

  // The account has not done what the provider wants.
  'use-case-form': {
    error: 'ResourceNotFoundException',
    message:
      'Model use case details have not been submitted for this account. Fill out the Anthropic use case details form before using the model. If you have already filled out the form, try again in 15 minutes.',
  },
  marketplace: {
    error: 'AccessDeniedException',
    message:
      'Model access is denied due to IAM user or service role is not authorized to perform the required AWS Marketplace actions (aws-marketplace:ViewSubscriptions, aws-marketplace:Subscribe) to enable access to this model. Refer to the Amazon Bedrock documentation for further details. Your AWS Marketplace subscription for this model cannot be completed at this time. If you recently fixed this issue, try again after 15 minutes.',
  },
  payment: {
    error: 'AccessDeniedException',
    message:
      'Model access is denied due to INVALID_PAYMENT_INSTRUMENT:A valid payment instrument must be provided. Your AWS Marketplace subscription for this model cannot be completed at this time. If you recently fixed this issue, try again after 15 minutes.',
  },
  'no-access': {
    error: 'AccessDeniedException',
    message: "You don't have access to the model with the specified model ID.",
  },
  'account-restricted': { error: 'ValidationException', message: 'Operation not allowed' },
  'account-not-authorized': {
    error: 'AccessDeniedException',
    message:
      'Your account is not authorized to perform this action. Please create a support case with AWS Support.',
  },
  country: {
    error: 'ValidationException',
    message:
      'Access to Anthropic models is not allowed from unsupported countries, regions, or territories. Please see https://www.anthropic.com/supported-countries for more information on the countries and regions Anthropic currently supports.',
  },

  // The function's role, or a policy above it.
  role: {
    error: 'AccessDeniedException',
    message: `User: ${identity} is not authorized to perform: bedrock:InvokeModel on resource: ${resource} because no identity-based policy allows the bedrock:InvokeModel action`,
  },
  'service-control-policy': {
    error: 'AccessDeniedException',
    message: `User: ${identity} is not authorized to perform: bedrock:InvokeModelWithResponseStream on resource: ${resource} with an explicit deny in a service control policy`,
  },
  'expired-token': {
    error: 'ExpiredTokenException',
    message: 'The security token included in the request is expired',
  },
  'unrecognized-client': {
    error: 'UnrecognizedClientException',
    message: 'The security token included in the request is invalid.',
  },

  // The id names nothing that can be asked here.
  'unknown-id': { error: 'ValidationException', message: 'The provided model identifier is invalid.' },
  'not-found': {
    error: 'ResourceNotFoundException',
    message:
      'Could not resolve the foundation model from the provided model identifier. Please verify the model identifier and try again.',
  },
  'not-in-region': {
    error: 'ValidationException',
    message: 'The provided model identifier is not supported in this region.',
  },
  'unknown-profile': {
    error: 'ResourceNotFoundException',
    message: 'The provided inference profile was not found.',
  },
  'profile-needed': {
    error: 'ValidationException',
    message:
      'Invocation of model ID amazon.nova-2-lite-v1:0 with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.',
  },
  'not-a-text-model': {
    error: 'ValidationException',
    message:
      "This action doesn't support the model that you provided. Try again with a supported text or chat model.",
  },

  // Quotas.
  'requests-per-minute': {
    error: 'ThrottlingException',
    message: 'Too many requests, please wait before trying again.',
  },
  'tokens-per-minute': {
    error: 'ThrottlingException',
    message: 'Too many tokens, please wait before trying again.',
  },
  'rate-too-high': {
    error: 'ThrottlingException',
    message: 'Your request rate is too high. Reduce the frequency of requests.',
  },
  concurrency: {
    error: 'ThrottlingException',
    message: 'Too many concurrent requests for this model, please wait before trying again.',
  },
  'tokens-per-day': {
    error: 'ThrottlingException',
    message: 'Too many tokens per day, please wait before trying again.',
  },
  'service-quota': {
    error: 'ServiceQuotaExceededException',
    message: 'Your request exceeds the service quota for your account.',
  },

  // The model takes less than was sent with the request.
  'no-system-prompt': {
    error: 'ValidationException',
    message:
      "This model doesn't support system messages. Try again without a system message or use a model that supports system messages.",
  },
  'no-streaming': { error: 'ValidationException', message: 'The model is unsupported for streaming.' },
  'no-reasoning-field': {
    error: 'ValidationException',
    message:
      'The model returned the following errors: Malformed input request: #: extraneous key [reasoning_effort] is not permitted, please reformat your input and try again.',
  },
  'adaptive-thinking-only': {
    error: 'ValidationException',
    message:
      'The model returned the following errors: "thinking.type.enabled" is not supported for this model. Use "thinking.type.adaptive" and "output_config.effort" to control thinking behavior.',
  },
  'thinking-budget': {
    error: 'ValidationException',
    message:
      'The model returned the following errors: `max_tokens` must be greater than `thinking.budget_tokens`. Please consult our documentation at https://docs.claude.com/en/docs/build-with-claude/extended-thinking#max-tokens-and-context-window-size',
  },
  'output-limit': {
    error: 'ValidationException',
    message:
      'The maximum tokens you requested exceeds the model limit of 10000. Try again with a maximum tokens value that is lower than 10000.',
  },
  'output-limit-claude': {
    error: 'ValidationException',
    message:
      'The model returned the following errors: max_tokens: 8192 > 4096, which is the maximum allowed number of output tokens for claude-3-haiku-20240307',
  },

  // Too long.
  'input-too-long': { error: 'ValidationException', message: 'Input is too long for requested model.' },
  'input-too-long-claude': {
    error: 'ValidationException',
    message: 'The model returned the following errors: prompt is too long: 213462 tokens > 200000 maximum',
  },
  'input-too-long-nova': {
    error: 'ValidationException',
    message:
      'The model returned the following errors: Input Tokens Exceeded: Number of input tokens exceeds maximum length. Please update the input to try again.',
  },
  'input-too-long-llama': {
    error: 'ValidationException',
    message: "This model's maximum context length is 8192 tokens. Please reduce the length of the prompt",
  },
  'total-too-long-claude': {
    error: 'ValidationException',
    message:
      'The model returned the following errors: input length and `max_tokens` exceed context limit: 188240 + 21333 > 200000, decrease input length or `max_tokens` and try again',
  },
  'total-too-long-gpt-oss': {
    error: 'ValidationException',
    message:
      "This model's maximum context length is 131072 tokens. However, you requested 140123 tokens (135123 in the messages, 5000 in the completion). Please reduce the length of the messages or completion.",
  },
  'total-too-long-vllm': {
    error: 'ValidationException',
    message:
      "'max_tokens' or 'max_completion_tokens' is too large: 16384. This model's maximum context length is 131072 tokens and your request has 120000 input tokens (16384 > 131072 - 120000).",
  },

  // What was asked or answered is not let through.
  'content-filter': {
    error: 'ValidationException',
    message: 'The model returned the following errors: Output blocked by content filtering policy',
  },
  'content-filter-amazon': {
    error: 'ValidationException',
    message: 'The generated text has been blocked by our content filters.',
  },
  'guardrail-unknown': {
    error: 'ValidationException',
    message: 'The guardrail identifier or version provided in the request does not exist.',
  },
  'guardrail-role': {
    error: 'AccessDeniedException',
    message: `User: ${identity} is not authorized to perform: bedrock:ApplyGuardrail on resource: arn:aws:bedrock:us-east-1:123456789012:guardrail/abcdefgh1234 because no identity-based policy allows the bedrock:ApplyGuardrail action`,
  },

  // Passing faults.
  timeout: {
    error: 'ModelTimeoutException',
    message: 'Model has timed out in processing the request. Try your request again.',
  },
  'not-ready': {
    error: 'ModelNotReadyException',
    message: 'Model is not ready for inference. Wait and try your request again.',
  },
  overloaded: { error: 'ServiceUnavailableException', message: 'Bedrock is unable to process your request.' },
  'no-capacity': {
    error: 'ServiceUnavailableException',
    message: 'Too many connections, please wait before trying again.',
  },
  'internal-failure': {
    error: 'InternalServerException',
    message: 'The system encountered an unexpected error during processing. Try your request again.',
  },
  'model-error': {
    error: 'ModelErrorException',
    message: 'The system encountered an unexpected error during processing. Try your request again.',
  },

  // A refusal of a kind that nobody recorded yet, with what it quotes of the input.
  'unknown-validation': {
    error: 'ValidationException',
    message: 'The value "the customer’s words" at messages.0.content is not what this model expects.',
  },
} as const satisfies Readonly<Record<string, RecordedRefusal>>;

export type RefusalName = keyof typeof RECORDED_REFUSALS;

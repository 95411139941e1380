import { CaseInsightsError } from '@case-insights/core/errors';
import { isThrottling, isUnreachable, nameOf } from '../aws/service-error.ts';
import { InputTooLongError } from '../call/ports.ts';

/** Exceptions for temporary failures of Bedrock, as opposed to a wrong configuration. */
const BUSY = new Set([
  'ServiceUnavailableException',
  'ModelNotReadyException',
  'ModelTimeoutException',
  'InternalServerException',
]);
const BROKEN_ANSWER = new Set(['ModelErrorException', 'ModelStreamErrorException']);

/**
 * Maps what the Bedrock client threw to what the caller can do about it. Messages of Bedrock are matched, never
 * repeated: some quote the input. An error of another origin is returned as it is.
 */
export function modelError(error: unknown, modelId: string): unknown {
  const name = nameOf(error);
  const message = error instanceof Error ? error.message : '';
  if (isThrottling(error)) {
    return new CaseInsightsError(
      'throttled',
      `Bedrock has too many requests or tokens for ${modelId} at the moment; try again in half a minute.`,
      { retryAfterSeconds: 30, cause: error },
    );
  }
  const unavailable = (sentence: string) =>
    new CaseInsightsError('model_unavailable', sentence, { cause: error });
  if (name === 'AccessDeniedException') {
    return unavailable(
      `The function may not use the Bedrock model ${modelId}: request access to it in the Bedrock console of this region, and check that the function's role allows bedrock:InvokeModel for it.`,
    );
  }
  if (name === 'ResourceNotFoundException') {
    return unavailable(
      `Bedrock has no model ${modelId} in this region: check BedrockModelId, or choose a model that this region offers.`,
    );
  }
  if (name === 'ValidationException') {
    if (isTooLong(message)) return tooLong(message);
    if (/on-demand throughput|inference profile/i.test(message)) {
      return unavailable(
        `The model ${modelId} can only be used through an inference profile: set BedrockModelId to the profile's id, such as us.${modelId}, after checking in which regions it processes data.`,
      );
    }
    if (/model identifier|not supported|unsupported|end of its life|legacy/i.test(message)) {
      return unavailable(
        `Bedrock does not accept ${modelId} for this request: check that BedrockModelId is the id of a text model or inference profile of this region.`,
      );
    }
  }
  if (BUSY.has(name))
    return unavailable(`The model ${modelId} is not ready or too slow at the moment; try again in a minute.`);
  if (isUnreachable(error)) {
    return unavailable(
      'Bedrock cannot be reached: check that the region of this function offers Bedrock and, inside a VPC, that there is an endpoint for bedrock-runtime.',
    );
  }
  if (BROKEN_ANSWER.has(name))
    return unavailable(`The model ${modelId} failed while it was answering; try again.`);
  return error;
}

function isTooLong(message: string): boolean {
  return /too long|too many (?:input )?tokens|exceeds?.{0,40}(?:context|maximum|limit|length)|input length|maximum context/i.test(
    message,
  );
}

/** Sizes as messages give them: "prompt is too long: 210000 tokens > 200000 maximum", in this order. */
function tooLong(message: string): InputTooLongError {
  const sizes = (message.match(/(?<![\w.-])\d[\d,]{2,}(?![\w-])/g) ?? []).map((digits) =>
    Number(digits.replaceAll(',', '')),
  );
  const [first, second] = sizes;
  if (first === undefined || second === undefined)
    return new InputTooLongError('The input is too long for the model.', undefined, undefined);
  return new InputTooLongError(
    'The input is too long for the model.',
    Math.max(first, second),
    Math.min(first, second),
  );
}

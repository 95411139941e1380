/** Bedrock Runtime's errors with their HTTP status, from the API reference of Converse and of the common errors. */
const STATUS = {
  AccessDeniedException: 403,
  ExpiredTokenException: 403,
  InternalServerException: 500,
  ModelErrorException: 424,
  ModelNotReadyException: 429,
  ModelStreamErrorException: 424,
  ModelTimeoutException: 408,
  ResourceNotFoundException: 404,
  ServiceQuotaExceededException: 400,
  ServiceUnavailableException: 503,
  ThrottlingException: 429,
  UnrecognizedClientException: 403,
  ValidationException: 400,
} as const;

export type BedrockErrorName = keyof typeof STATUS;

export function isBedrockErrorName(name: string): name is BedrockErrorName {
  return Object.hasOwn(STATUS, name);
}

/** The API's messages for errors without one of their own. */
const MESSAGES: Readonly<Record<BedrockErrorName, string>> = {
  AccessDeniedException: "You don't have access to the model with the specified model ID.",
  ExpiredTokenException: 'The security token included in the request is expired',
  InternalServerException:
    'The system encountered an unexpected error during processing. Try your request again.',
  ModelErrorException:
    'The system encountered an unexpected error during processing. Try your request again.',
  ModelNotReadyException: 'Model is not ready for inference. Wait and try your request again.',
  ModelStreamErrorException:
    'The system encountered an unexpected error during processing. Try your request again.',
  ModelTimeoutException: 'Model has timed out in processing the request. Try your request again.',
  ResourceNotFoundException: 'The specified model was not found.',
  ServiceQuotaExceededException: 'Your request exceeds the service quota for your account.',
  ServiceUnavailableException: 'Bedrock is unable to process your request.',
  ThrottlingException: 'Too many requests, please wait before trying again.',
  UnrecognizedClientException: 'The security token included in the request is invalid.',
  ValidationException: 'The request is not valid.',
};

/** An error as Bedrock Runtime sends it, before an answer or in the middle of one. */
export class BedrockError extends Error {
  override readonly name: BedrockErrorName;

  constructor(name: BedrockErrorName, message: string = MESSAGES[name], options?: ErrorOptions) {
    super(message, options);
    this.name = name;
  }

  get status(): number {
    return STATUS[this.name];
  }
}

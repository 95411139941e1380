/** How API Gateway classifies its own responses, `$context.error.responseType` in an access log. */
export type ResponseType =
  | 'ACCESS_DENIED'
  | 'API_CONFIGURATION_ERROR'
  | 'AUTHORIZER_CONFIGURATION_ERROR'
  | 'DEFAULT_4XX'
  | 'EXPIRED_TOKEN'
  | 'INTEGRATION_TIMEOUT'
  | 'INVALID_SIGNATURE'
  | 'MISSING_AUTHENTICATION_TOKEN'
  | 'REQUEST_TOO_LARGE'
  | 'THROTTLED'
  | 'UNAUTHORIZED';

/**
 * A response of API Gateway's own, before or instead of the function's: status, body and `x-amzn-ErrorType` are the
 * service's, so that clients can be tested against its real messages.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly status: number,
    readonly responseType: ResponseType,
    /** Absent where the service sends no `x-amzn-ErrorType`. */
    readonly errorType: string | undefined,
    /** Empty where the body says null. */
    message: string,
    /** Authorization failures alone spell the field with a capital letter. */
    readonly field: 'message' | 'Message' = 'message',
  ) {
    super(message);
  }

  get body(): string {
    return JSON.stringify({ [this.field]: this.message || null });
  }
}

/** What a template changes about one of these responses. */
export interface GatewayResponse {
  readonly statusCode?: number;
  readonly headers?: readonly [name: string, value: string][];
  /** Sent with the id of the request instead of the service's own body. */
  readonly body?: { readonly code: string; readonly error: string };
}

export const missingToken = () =>
  new Refusal(
    403,
    'MISSING_AUTHENTICATION_TOKEN',
    'MissingAuthenticationTokenException',
    'Missing Authentication Token',
  );

export const incompleteSignature = (message: string) =>
  new Refusal(403, 'INVALID_SIGNATURE', 'IncompleteSignatureException', message);

export const invalidSignature = (message: string) =>
  new Refusal(403, 'INVALID_SIGNATURE', 'InvalidSignatureException', message);

export const unknownToken = () =>
  new Refusal(
    403,
    'ACCESS_DENIED',
    'UnrecognizedClientException',
    'The security token included in the request is invalid.',
  );

export const expiredToken = () =>
  new Refusal(
    403,
    'EXPIRED_TOKEN',
    'ExpiredTokenException',
    'The security token included in the request is expired',
  );

export const notAuthorized = (callerArn: string, resourceArn: string, explicit: boolean) =>
  new Refusal(
    403,
    'ACCESS_DENIED',
    'AccessDeniedException',
    `User: ${callerArn} is not authorized to perform: execute-api:Invoke on resource: ${resourceArn}${explicit ? ' with an explicit deny' : ''}`,
    'Message',
  );

/** A Lambda authorizer has no token to look at, or rejects it. */
export const unauthorized = () => new Refusal(401, 'UNAUTHORIZED', 'UnauthorizedException', 'Unauthorized');

/** A Lambda authorizer knows the caller, and its policy does not allow the call. */
export const deniedByAuthorizer = (explicit: boolean) =>
  new Refusal(
    403,
    'ACCESS_DENIED',
    'AccessDeniedException',
    `User is not authorized to access this resource${explicit ? ' with an explicit deny' : ''}`,
    'Message',
  );

/** A Lambda authorizer failed, or did not return a policy. */
export const authorizerFailed = () =>
  new Refusal(500, 'AUTHORIZER_CONFIGURATION_ERROR', 'AuthorizerConfigurationException', '');

/** No such stage. */
export const forbidden = () => new Refusal(403, 'DEFAULT_4XX', 'ForbiddenException', 'Forbidden');
export const badRequest = () => new Refusal(400, 'DEFAULT_4XX', 'BadRequestException', 'Bad Request');
export const requestTooLong = () =>
  new Refusal(413, 'REQUEST_TOO_LARGE', 'RequestEntityTooLargeException', 'Request Too Long');
export const tooManyRequests = () =>
  new Refusal(429, 'THROTTLED', 'TooManyRequestsException', 'Too Many Requests');
/** The function failed, or did not return a proxy response. */
export const badIntegration = () =>
  new Refusal(502, 'API_CONFIGURATION_ERROR', 'InternalServerErrorException', 'Internal server error');
export const integrationTimeout = () =>
  new Refusal(504, 'INTEGRATION_TIMEOUT', undefined, 'Endpoint request timed out');

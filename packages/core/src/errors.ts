/**
 * The error codes that every interface maps from. REST turns a code into a status, MCP into a failed result, the log
 * into the `error` field; the sentence is the same everywhere.
 */
export const ERROR_STATUS = {
  invalid_input: 400,
  query_rejected: 400,
  query_failed: 400,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  payload_too_large: 413,
  throttled: 429,
  internal: 500,
  athena_unavailable: 502,
  model_unavailable: 502,
  deadline: 504,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

/**
 * What the API for assistants on the web says while its issuer is away, wherever that is noticed: in the function, or in the
 * authorizer, for which the add-on's template answers.
 */
export const ISSUER_UNAVAILABLE =
  'The access token cannot be verified now, since its issuer cannot be reached; try again.';

/** One thing that was wrong, so that a form or a model can point at it. `field` is a dotted path, or absent. */
export interface ErrorDetail {
  readonly field?: string;
  readonly message: string;
}

export interface ErrorContext {
  readonly details?: readonly ErrorDetail[];
  /** The Athena query this error is about; it may still be running. */
  readonly queryExecutionId?: string;
  /** Call `query_athena` again with the same query and this token to go on. */
  readonly nextToken?: string;
  /** Seconds after which a retry makes sense; becomes `Retry-After`. */
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/**
 * An error whose message is written for the person who asked: what happened, which value, what to do next, in one
 * sentence. It never holds a credential, and holds case text or SQL only where the caller sent it.
 */
export class CaseInsightsError extends Error {
  override readonly name = 'CaseInsightsError';
  readonly code: ErrorCode;
  readonly details: readonly ErrorDetail[];
  readonly queryExecutionId: string | undefined;
  readonly nextToken: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, context: ErrorContext = {}) {
    super(message, context.cause === undefined ? undefined : { cause: context.cause });
    this.code = code;
    this.details = context.details ?? [];
    this.queryExecutionId = context.queryExecutionId;
    this.nextToken = context.nextToken;
    this.retryAfterSeconds = context.retryAfterSeconds;
  }

  /** The HTTP status REST answers with. */
  get status(): number {
    return ERROR_STATUS[this.code];
  }
}

/** An error of the API itself, as the AWS SDK reads it. */
export class ApiError extends Error {
  readonly type: string;
  readonly members: Readonly<Record<string, unknown>>;

  constructor(type: string, message: string, members: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.type = type;
    this.members = members;
  }
}

/** The request itself is wrong; `code` is Athena's error code, such as MALFORMED_QUERY. */
export function invalidRequest(message: string, code = 'INVALID_INPUT'): ApiError {
  return new ApiError('InvalidRequestException', message, { AthenaErrorCode: code });
}

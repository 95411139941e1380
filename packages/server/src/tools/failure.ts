import { CaseInsightsError, ERROR_STATUS, type ErrorCode } from '@case-insights/core/errors';
import type { LogLevel } from '../log/log.ts';

/** What a caller is told of an error that nobody foresaw. */
export function internalError(cause: unknown): CaseInsightsError {
  return new CaseInsightsError(
    'internal',
    'The server failed in a way it does not know; quote the request id to whoever operates it, whose log has the details.',
    { cause },
  );
}

/** What a caller is told whom no rule of the access policy lets see anything. */
export function deniedError(callerArn: string): CaseInsightsError {
  return new CaseInsightsError(
    'forbidden',
    `The access policy of this server lets ${callerArn} see no cases; ask whoever operates it for a rule that names your role or user.`,
  );
}

/** `ERROR` for what operators must look at: faults of the server and failed queries. */
export function levelOf(code: ErrorCode): LogLevel {
  return ERROR_STATUS[code] >= 500 || code === 'query_failed' ? 'ERROR' : 'WARN';
}

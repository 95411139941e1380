import { CaseInsightsError, ERROR_STATUS, type ErrorCode } from '@case-insights/core/errors';
import type { LogLevel } from '../log/log.ts';

/** Why a call was aborted when its client no longer wants the answer. Work that costs money must stop then. */
export class CallCancelled extends Error {
  override readonly name = 'CallCancelled';
  constructor() {
    super('The call was cancelled by the client.');
  }
}

/** Why a call was aborted when its time is over. */
export function deadlineError(): CaseInsightsError {
  return new CaseInsightsError(
    'deadline',
    'The time for this call is over; ask for less at once (a shorter period or fewer cases), or try again.',
  );
}

/** What a caller is told of an unexpected error. */
export function internalError(cause: unknown): CaseInsightsError {
  return new CaseInsightsError(
    'internal',
    'The server failed in a way it does not know; quote the request id to whoever operates it, whose log has the details.',
    { cause },
  );
}

/** What a caller is told when no rule of the access policy matches. */
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

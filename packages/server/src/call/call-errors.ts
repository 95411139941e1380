import { isWebCaller } from '@case-insights/core/access';
import { CaseInsightsError, ERROR_STATUS, type ErrorCode } from '@case-insights/core/errors';
import type { LogLevel } from '../log/log.ts';

/** The abort reason of a call that its client cancelled. Work that costs money must stop then. */
export class CallCancelled extends Error {
  override readonly name = 'CallCancelled';
  constructor() {
    super('The call was cancelled by the client.');
  }
}

/** The abort reason of every call of an instance that Lambda is about to end. Work that costs money must stop then. */
export class InstanceStopping extends CaseInsightsError {
  constructor() {
    super('internal', 'This instance of the server is being stopped, which ended the call; send it again.');
  }
}

/** The abort reason of work that stops since its client was told to call again; what is done of it is kept. */
export class CallPaused extends Error {
  override readonly name = 'CallPaused';
  constructor() {
    super('The call was answered before its end.');
  }
}

/** The abort reason of work that takes longer than its client waits, where it cannot be gone on with. */
export function cannotGoOnError(): CaseInsightsError {
  return new CaseInsightsError(
    'deadline',
    'The analysis takes longer than the time for this call, and none of it could be kept for a next one: ask about fewer cases or send less data.',
  );
}

/** The abort reason of a call whose deadline has passed. */
export function deadlineError(): CaseInsightsError {
  return new CaseInsightsError(
    'deadline',
    'The time for this call is over; request less at once (a shorter period or fewer cases), or try again.',
  );
}

/** The error that stands for an unexpected one; the details are in the log only. */
export function internalError(cause: unknown): CaseInsightsError {
  return new CaseInsightsError(
    'internal',
    'Internal server error; give the request id to the operator of the server, whose log has the details.',
    { cause },
  );
}

/** The error for a caller that no rule of the access policy matches. */
export function deniedError(callerId: string): CaseInsightsError {
  return new CaseInsightsError(
    'forbidden',
    isWebCaller(callerId)
      ? `No rule of this server's access policy lets ${callerId} see cases, and assistants on the web see none without one; ask its operator for a rule whose callers are ${JSON.stringify(callerId)} or a group of yours as "group:<name>".`
      : `The access policy of this server lets ${callerId} see no cases; ask its operator for a rule that names your role or user.`,
  );
}

/** `ERROR` for what operators must look at: faults of the server and failed queries. */
export function levelOf(code: ErrorCode): LogLevel {
  return ERROR_STATUS[code] >= 500 || code === 'query_failed' ? 'ERROR' : 'WARN';
}

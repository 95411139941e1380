import type { Failure } from './failure.ts';

/** A failure or delay of one query. Milliseconds. */
export interface QueryFault {
  readonly queueMs?: number;
  readonly runMs?: number;
  readonly failure?: Failure;
}

/** Lets tests see how a caller handles a service that is busy, slow or broken. */
export interface FaultHooks {
  /** Called for each call of an operation, such as `GetQueryExecution`: true answers TooManyRequestsException. */
  readonly throttle?: (operation: string) => boolean;
  /** Called once for each query that starts. */
  readonly query?: (query: string) => QueryFault | undefined;
}

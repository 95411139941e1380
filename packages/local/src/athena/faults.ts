import type { Failure } from './failure.ts';

/** What goes wrong with one query, or takes its time. Milliseconds. */
export interface QueryFault {
  readonly queueMs?: number;
  readonly runMs?: number;
  readonly failure?: Failure;
}

/** Lets tests see what a caller makes of a service that is busy, slow or broken. */
export interface FaultHooks {
  /** Asked for each call of an operation, such as `GetQueryExecution`: true answers TooManyRequestsException. */
  readonly throttle?: (operation: string) => boolean;
  /** Asked once for each query that starts. */
  readonly query?: (query: string) => QueryFault | undefined;
}

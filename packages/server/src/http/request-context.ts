import type { Log } from '../log/log.ts';
import type { Caller } from './caller.ts';

/** What the edge knows of one HTTP request, handed down to whatever serves it. */
export interface RequestContext {
  /** API Gateway's id of the request, as its access log shows it. */
  readonly requestId: string;
  readonly caller: Caller;
  /** When work must be over so that the answer still gets out, in ms of `Date.now()`. */
  readonly deadline: number;
  /** The first request that this instance serves. */
  readonly coldStart: boolean;
  readonly log: Log;
}

import { createHash } from 'node:crypto';
import type { Log } from '../log/log.ts';
import type { RequestWork } from './request-work.ts';

/** Who asks, as API Gateway's IAM check names them. */
export interface Caller {
  /** The full ARN; a role session's is `arn:aws:sts::<account>:assumed-role/<role>/<session>`. */
  readonly arn: string;
  /** 128 bits of the ARN's SHA-256, in hex: names the caller where the ARN itself must not be read. */
  readonly hash: string;
}

/** What is known of one HTTP request before its route: passed to whatever serves it. */
export interface RequestContext {
  /** API Gateway's id of the request, as its access log shows it. */
  readonly requestId: string;
  readonly caller: Caller;
  /** When API Gateway received it, before the start of a new instance, in ms of `Date.now()`. */
  readonly receivedAt: number;
  /** When work must be over so that the answer still gets out, in ms of `Date.now()`. */
  readonly deadline: number;
  /** The first request that this instance serves. */
  readonly coldStart: boolean;
  /** What the calls of this request share. */
  readonly work: RequestWork;
  readonly log: Log;
}

/** Stands for a request that API Gateway let pass without a signature, such as a CORS preflight. */
const ANONYMOUS = 'anonymous';

/** The caller of a request, from `requestContext.identity.userArn`. */
export function callerOf(userArn: string | null | undefined): Caller {
  const arn = userArn || ANONYMOUS;
  return { arn, hash: createHash('sha256').update(arn).digest('hex').slice(0, 32) };
}

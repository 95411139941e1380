import { createHash } from 'node:crypto';
import type { WebAccess } from '../config/web-access.ts';
import type { Log } from '../log/log.ts';
import type { RequestWork } from './request-work.ts';

/** Who asks, as API Gateway's IAM check or a verified access token names them. */
export interface Caller {
  /**
   * The full ARN, of a role session `arn:aws:sts::<account>:assumed-role/<role>/<session>`; of an assistant on the web
   * `oidc:<issuer host>#<subject>`.
   */
  readonly id: string;
  /** 128 bits of the id's SHA-256, in hex: names the caller where the id itself must not be read. */
  readonly hash: string;
  /** What the issuer of an access token says they belong to; IAM names no groups. */
  readonly groups: readonly string[];
}

/** What is known of a request that came through the API for assistants on the web. */
export interface WebRequest {
  readonly access: WebAccess;
  /** Why no caller is known: nothing is answered then but what everybody may read. */
  readonly refusal?: unknown;
}

/** What is known of one HTTP request before its route: passed to whatever serves it. */
export interface RequestContext {
  /** API Gateway's id of the request, as its access log shows it. */
  readonly requestId: string;
  readonly caller: Caller;
  readonly web?: WebRequest;
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

/** Stands for a request without a signature or a valid token, such as a CORS preflight. */
const ANONYMOUS = 'anonymous';

/** The caller of a request, from `requestContext.identity.userArn`. */
export function callerOf(userArn: string | null | undefined): Caller {
  return namedCaller(userArn || ANONYMOUS, []);
}

/** The caller that a verified access token names. */
export function webCallerOf(id: string, groups: readonly string[]): Caller {
  return namedCaller(id, groups);
}

function namedCaller(id: string, groups: readonly string[]): Caller {
  return { id, hash: shortHash(id), groups };
}

/**
 * Whose budget a call is counted to, and whose cancels stop it: the hash of a role without the session name, which whoever
 * assumes the role chooses; else that of the id.
 */
export function principalHash({ id }: Caller): string {
  return shortHash(id.replace(/^(arn:[^:]+:sts::\d{12}:assumed-role\/[^/]+)\/.*$/, '$1'));
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

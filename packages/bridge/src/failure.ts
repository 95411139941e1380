import { printable } from './printable.ts';

/** What kind of thing went wrong; travels as `data.reason` so that scripts need not read the sentence. */
export type FailureReason =
  | 'no_credentials'
  | 'expired_credentials'
  | 'unknown_profile'
  | 'not_authorized'
  | 'invalid_signature'
  | 'wrong_scope'
  | 'clock_skew'
  | 'unknown_host'
  | 'connection_failed'
  | 'tls'
  | 'proxy'
  | 'throttled'
  | 'server_error'
  | 'refused'
  | 'timeout'
  | 'bad_answer'
  | 'stream_cut'
  | 'session_lost'
  | 'read_only'
  | 'too_large'
  | 'cancelled'
  | 'configuration';

/**
 * Where a failed request stands. `not_run`: the server certainly did not act on it, so repeating it is free.
 * `unknown`: it may have run, so only what has no effect may be repeated. `final`: repeating cannot help.
 */
export type Standing = 'not_run' | 'unknown' | 'final';

export interface FailureContext {
  readonly standing?: Standing;
  readonly cause?: unknown;
  /** HTTP status of the refusal, where there was one. */
  readonly status?: number;
  /** How long the server asked to wait before a repetition, in ms. */
  readonly retryAfterMs?: number;
}

/**
 * A failure told in one sentence: what happened, which value, what to do next. It never holds a secret, nor a character by
 * which a server that it quotes could act on a terminal.
 */
export class BridgeFailure extends Error {
  override readonly name = 'BridgeFailure';
  readonly reason: FailureReason;
  readonly standing: Standing;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(reason: FailureReason, message: string, context: FailureContext = {}) {
    super(printable(message), context.cause === undefined ? undefined : { cause: context.cause });
    this.reason = reason;
    this.standing = context.standing ?? 'final';
    this.status = context.status;
    this.retryAfterMs = context.retryAfterMs;
  }
}

/** Whether signing was impossible or useless for want of valid credentials: only a login fixes it. */
export function isLoginFailure(failure: BridgeFailure): boolean {
  return failure.reason === 'no_credentials' || failure.reason === 'expired_credentials';
}

/**
 * Any thrown value as a failure: what the bridge did not foresee keeps its message and asks for a report. Goes by name,
 * for parts of the bundle that are loaded late have a class of their own.
 */
export function asFailure(error: unknown): BridgeFailure {
  if (isFailure(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new BridgeFailure(
    'server_error',
    `The bridge failed unexpectedly (${message}); please report this.`,
    {
      cause: error,
    },
  );
}

/** Whether a thrown value is already told as a failure. */
export function isFailure(error: unknown): error is BridgeFailure {
  return error instanceof Error && error.name === 'BridgeFailure';
}

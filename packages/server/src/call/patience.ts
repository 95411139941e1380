import type { Config } from '../config/config.ts';

/** What is known of how long a client waits for the answer to a tool call. */
export interface PatienceHints {
  /** The client's `clientInfo.name`. */
  readonly clientName?: string | undefined;
  /** Seconds that the client says it waits. */
  readonly asked?: number | undefined;
}

/** API Gateway ends a buffered answer after 29 s. */
const MOST_BUFFERED_SECONDS = 25;

/** Less is not worth a call. */
const LEAST_SECONDS = 1;

/**
 * Clients that wait longer, by `clientInfo.name`. Claude Code ends a call after 300 s without progress, of which it gets
 * more than that (`MCP_TOOL_TIMEOUT`); opencode waits for minutes and restarts its clock at each progress.
 */
const PATIENT_CLIENTS: Readonly<Record<string, number>> = {
  'claude-code': 240,
  opencode: 240,
};

/**
 * Milliseconds within which a tool call is answered: what the client says, else what is known of the client, else the
 * deployment's setting. That is 45 s unless set, since half of the clients end a call after 60 s, whatever progress they
 * are sent (the default of the MCP SDKs, Claude Desktop, Cursor). At most 25 s where the deployment buffers.
 */
export function patienceOf(
  config: Pick<Config, 'PATIENCE_SECONDS' | 'RESPONSE_MODE'>,
  { clientName, asked }: PatienceHints,
): number {
  const known = clientName === undefined ? undefined : PATIENT_CLIENTS[clientName.toLowerCase()];
  const seconds = Math.max(LEAST_SECONDS, asked ?? known ?? config.PATIENCE_SECONDS);
  return (config.RESPONSE_MODE === 'buffered' ? Math.min(seconds, MOST_BUFFERED_SECONDS) : seconds) * 1_000;
}

/** Seconds that a value of `_meta` or of a header names, or undefined for what is no number of seconds. */
export function secondsOf(value: unknown): number | undefined {
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof seconds === 'number' && Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
}

/** The seconds of `Prefer: wait=N` (RFC 7240), or undefined without it. */
export function waitPreferred(prefer: string | null): number | undefined {
  return secondsOf(/(?:^|,|;)\s*wait\s*=\s*"?(\d{1,5})"?\s*(?:$|,|;)/i.exec(prefer ?? '')?.[1]);
}

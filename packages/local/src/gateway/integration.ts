import { ConcurrencyExceeded, PayloadTooLarge } from '../lambda/function.ts';
import type { Answer } from './exchange.ts';
import { preludeReader, readBuffered } from './proxy-response.ts';
import { badIntegration, integrationTimeout, Refusal, requestTooLong, tooManyRequests } from './refusal.ts';

/** How the API calls the function; the template's `ResponseStreaming` parameter chooses. */
export interface IntegrationOptions {
  readonly responseMode: 'stream' | 'buffered';
  /** How long the function may take to answer, ms: 29 s by default when buffered, 15 minutes when streamed. */
  readonly timeoutMs: number;
}

/** The idle time-out of a streamed response at a Regional endpoint. */
const STREAM_IDLE_MS = 5 * 60_000;
/** Lambda's limit for a buffered response. */
const MAX_BUFFERED_BYTES = 6 * 1024 * 1024;

/** Calls the function: gets the answer in pieces, and resolves at its end. */
export type Invoke = (onChunk: (chunk: Uint8Array) => void) => Promise<void>;

/**
 * Relays one invocation to the client. Resolves when the response is complete; the function may run on, since API
 * Gateway does not cancel it on a time-out. Throws a Refusal when the gateway itself has to answer the client.
 */
export async function integrate(invoke: Invoke, answer: Answer, options: IntegrationOptions): Promise<void> {
  const relay = options.responseMode === 'stream' ? streamed : buffered;
  const timer = new Deadline(options.timeoutMs);
  try {
    await Promise.race([relay(invoke, answer, timer), timer.expired]);
  } catch (error) {
    // Lambda's own status. Reports differ on API Gateway's status for it (429, or 500 as documented for any invocation
    // that Lambda rejects); callers must handle the one that asks for a retry.
    if (error instanceof ConcurrencyExceeded) throw tooManyRequests();
    if (error instanceof PayloadTooLarge) throw requestTooLong();
    throw error instanceof Refusal ? error : badIntegration();
  } finally {
    timer.clear();
  }
}

async function streamed(invoke: Invoke, answer: Answer, timer: Deadline): Promise<void> {
  const read = preludeReader(
    (head) => answer.head(head),
    (chunk) => answer.body(chunk),
  );
  let failure: unknown;
  await invoke((chunk) => {
    timer.postpone(STREAM_IDLE_MS);
    if (timer.over || failure !== undefined) return;
    try {
      read(chunk);
    } catch (error) {
      failure = error;
    }
  });
  if (timer.over) return;
  if (failure !== undefined) throw failure;
  if (!answer.begun) throw badIntegration();
  answer.end();
}

async function buffered(invoke: Invoke, answer: Answer, timer: Deadline): Promise<void> {
  const chunks: Uint8Array[] = [];
  await invoke((chunk) => chunks.push(chunk));
  if (timer.over) return;
  const payload = Buffer.concat(chunks);
  if (payload.length > MAX_BUFFERED_BYTES) throw badIntegration();
  const { head, body } = readBuffered(payload);
  answer.head({ ...head, headers: [...head.headers, ['Content-Length', String(body.length)]] });
  answer.body(body);
  answer.end();
}

/** The integration's time-outs: for the whole response, and for idle time once it streams. */
class Deadline {
  over = false;
  readonly expired: Promise<never>;
  private readonly total: NodeJS.Timeout;
  private idle: NodeJS.Timeout | undefined;
  private expire: () => void = () => {};

  constructor(timeoutMs: number) {
    this.expired = new Promise((_, reject) => {
      this.expire = () => {
        this.over = true;
        reject(integrationTimeout());
      };
    });
    this.total = setTimeout(() => this.expire(), timeoutMs);
  }

  postpone(idleMs: number): void {
    clearTimeout(this.idle);
    if (!this.over) this.idle = setTimeout(() => this.expire(), idleMs);
  }

  clear(): void {
    clearTimeout(this.total);
    clearTimeout(this.idle);
  }
}

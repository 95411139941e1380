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

/** Silence on a streamed answer that a Regional endpoint puts up with. */
const STREAM_IDLE_MS = 5 * 60_000;
/** What Lambda returns in one piece. */
const MAX_BUFFERED_BYTES = 6 * 1024 * 1024;

/** Calls the function: gets the answer in pieces, and resolves at its end. */
export type Invoke = (onChunk: (chunk: Uint8Array) => void) => Promise<void>;

/**
 * Relays one invocation to the client. Resolves when the client's answer is complete; the function may run on, since
 * API Gateway tells it nothing of a time-out. Throws a Refusal when the client is to get the gateway's own answer.
 */
export async function integrate(invoke: Invoke, answer: Answer, options: IntegrationOptions): Promise<void> {
  const relay = options.responseMode === 'stream' ? streamed : buffered;
  const timer = new Deadline(options.timeoutMs);
  try {
    await Promise.race([relay(invoke, answer, timer), timer.expired]);
  } catch (error) {
    // Lambda's own status. What API Gateway makes of it is reported differently (429, and 500 as documented for any
    // invocation that Lambda refuses); callers must be ready for the one that asks them to come again.
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

/** The integration's time-out: one for the whole answer, and one for silence once it has begun to stream. */
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

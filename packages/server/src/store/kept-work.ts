import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { nameOf } from '../aws/service-error.ts';
import { untilAborted } from '../call/call-signal.ts';
import type { Keep, KeptCall, KeptWork, WorkStore } from '../call/ports.ts';
import type { Bucket } from './bucket.ts';
import { CancelWatch, writeCancels } from './cancels.ts';
import { Lease } from './lease.ts';
import { nameOf as objectName } from './names.ts';

/** Between two looks at work that another instance does. */
const LOOK_MS = 1_000;

/** A bucket that failed so often in a row is not asked for this long: each step of the work would wait for it. */
const FAILURES = 2;
const WITHOUT_BUCKET_MS = 30_000;

/** Nothing is used after a day, whatever it was kept for, and what is older is deleted. */
const LONGEST_SECONDS = 24 * 60 * 60;

/** One instance cleans at most this often. */
const CLEAN_EVERY_MS = 60 * 60_000;

const KEPT = z.object({ usableSeconds: z.number(), value: z.unknown() });

export interface StoreSettings {
  readonly bucket: Bucket;
  /** Waits `ms`, or rejects when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly now?: () => number;
}

/** Work that is kept in a bucket, for all calls. */
export function workStore(settings: StoreSettings): WorkStore {
  const { bucket, now = Date.now } = settings;
  let cleanedAt = Number.NEGATIVE_INFINITY;
  const clean = async () => {
    if (now() - cleanedAt < CLEAN_EVERY_MS) return;
    cleanedAt = now();
    // Names are hashes, so that a random start reaches all of them sooner or later.
    for (const { name, ageSeconds } of await bucket.list(randomBytes(8).toString('hex')))
      if (ageSeconds > LONGEST_SECONDS) await bucket.remove(name);
  };
  return {
    forCall: (call) => new BucketWork(settings, call, clean),
    cancel: (of, ids) => writeCancels(bucket, of, ids),
  };
}

/**
 * What one call keeps. A bucket that fails again is not used for a while, and the work is done without it: a call of many
 * minutes does not lose all that it could keep for a moment in which nothing answered.
 */
class BucketWork implements KeptWork {
  readonly #bucket: Bucket;
  readonly #sleep: StoreSettings['sleep'];
  readonly #call: KeptCall;
  readonly #clean: () => Promise<void>;
  readonly #cancels: CancelWatch;
  readonly #now: () => number;
  #failures = 0;
  #failedAt = Number.NEGATIVE_INFINITY;
  #added = 0;
  #waits = 0;
  #works = 0;

  constructor({ bucket, sleep, now = Date.now }: StoreSettings, call: KeptCall, clean: () => Promise<void>) {
    this.#bucket = bucket;
    this.#sleep = sleep;
    this.#now = now;
    this.#call = call;
    this.#clean = clean;
    this.#cancels = new CancelWatch(bucket, call);
  }

  get usable(): boolean {
    return this.#failures < FAILURES || this.#now() - this.#failedAt >= WITHOUT_BUCKET_MS;
  }

  get added(): number {
    return this.#added;
  }

  get waiting(): boolean {
    return this.#waits > 0 && this.#works === 0;
  }

  partOf(analysis: string): void {
    this.#cancels.analysis = analysis;
  }

  cancelled(): void {
    this.#call.behind(this.#quietly(() => this.#cancels.cancelAnalysis()));
  }

  async wait<T>(key: readonly unknown[], schema: z.ZodType<T>): Promise<T | undefined> {
    const name = this.#nameOf(key);
    return await this.#guarded(async () => {
      for (;;) {
        const value = await this.#read(name, schema);
        if (value !== undefined) return value;
        // A holder writes the result before it gives the lease back.
        if (!(await Lease.isHeld(this.#bucket, name))) return await this.#read(name, schema);
        await this.#pause();
      }
    });
  }

  async find<T>(key: readonly unknown[], schema: z.ZodType<T>): Promise<T | undefined> {
    return await this.#guarded(() => this.#read(this.#nameOf(key), schema));
  }

  async once<T>(key: readonly unknown[], schema: z.ZodType<T>, work: () => Promise<Keep<T>>) {
    const name = this.#nameOf(key);
    const taken = await this.#takeOrRead(name, schema);
    if (taken !== undefined && 'value' in taken) return { value: taken.value, reused: true };
    const lease = taken?.lease;
    this.#works += 1;
    try {
      const keep = await work();
      if (lease !== undefined) this.#keepBehind(name, keep, lease);
      return { value: keep.value, reused: false };
    } catch (error) {
      if (lease !== undefined) this.#call.behind(this.#quietly(() => lease.release()));
      throw error;
    } finally {
      this.#works -= 1;
    }
  }

  /** The kept value, or the lease to make it; nothing where the bucket cannot be used. Waits while another has the lease. */
  async #takeOrRead<T>(
    name: string,
    schema: z.ZodType<T>,
  ): Promise<{ readonly value: T } | { readonly lease: Lease } | undefined> {
    return await this.#guarded(async () => {
      for (;;) {
        const value = await this.#read(name, schema);
        if (value !== undefined) return { value };
        const lease = await Lease.take(this.#bucket, name);
        if (lease !== undefined) {
          // Its last holder may have finished between the look and the lease.
          const finished = await this.#read(name, schema);
          if (finished === undefined) return { lease };
          await lease.release();
          return { value: finished };
        }
        await this.#pause();
      }
    });
  }

  async #read<T>(name: string, schema: z.ZodType<T>): Promise<T | undefined> {
    const found = await untilAborted(this.#bucket.get(name), this.#call.signal);
    if (found === undefined) return undefined;
    const kept = KEPT.safeParse(jsonOf(found.text));
    if (!kept.success || found.ageSeconds > Math.min(kept.data.usableSeconds, LONGEST_SECONDS))
      return undefined;
    return schema.safeParse(kept.data.value).data;
  }

  /** Writes while the call goes on; the lease is given back once the value can be read. */
  #keepBehind<T>(name: string, { value, usableSeconds, bookkeeping }: Keep<T>, lease: Lease): void {
    if (bookkeeping === undefined) this.#added += 1;
    const text = JSON.stringify({ value, usableSeconds });
    const write = async () => {
      await this.#quietly(() => this.#bucket.put(name, text).then(() => {}));
      await this.#quietly(() => lease.release());
      await this.#quietly(this.#clean);
    };
    this.#call.behind(write());
  }

  async #pause(): Promise<void> {
    this.#waits += 1;
    try {
      await this.#sleep(LOOK_MS, this.#call.signal);
    } finally {
      this.#waits -= 1;
    }
  }

  #nameOf(key: readonly unknown[]): string {
    return objectName(this.#call.accounts, key);
  }

  /** What the bucket answers, or undefined when it fails: then the call goes on without it. */
  async #guarded<T>(ask: () => Promise<T>): Promise<T | undefined> {
    if (!this.usable) return undefined;
    this.#cancels.begin();
    const begun = this.#now();
    try {
      const answer = await ask();
      this.#failures = 0;
      return answer;
    } catch (error) {
      if (this.#call.signal.aborted) throw this.#call.signal.reason;
      this.#fail(error, begun);
      return undefined;
    }
  }

  async #quietly(ask: () => Promise<void>): Promise<void> {
    const begun = this.#now();
    try {
      await ask();
    } catch (error) {
      this.#fail(error, begun);
    }
  }

  /** Requests that were under way together when nothing answered have failed once. */
  #fail(error: unknown, begun: number): void {
    if (this.#failedAt === Number.NEGATIVE_INFINITY) {
      this.#call.log.warn('unfinished work cannot be kept at the moment, so this call goes on without', {
        error_name: nameOf(error),
      });
    }
    if (begun > this.#failedAt) this.#failures += 1;
    this.#failedAt = this.#now();
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

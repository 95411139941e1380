import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import * as z from 'zod';
import { nameOf } from '../aws/service-error.ts';
import type { DailySpending, SpentUnit } from '../call/spending.ts';
import type { Log } from '../log/log.ts';
import type { Bucket } from './bucket.ts';

const SPENT = z.object({ tokens: z.number().default(0), bytes: z.number().default(0) });
type Spent = z.output<typeof SPENT>;

const NOTHING: Spent = { tokens: 0, bytes: 0 };

/** Writers that meet at one object try again this often. */
const ATTEMPTS = 20;

/** A bucket that failed is not asked for this long: each call would wait for it. */
const WITHOUT_BUCKET_MS = 60_000;

/** What an object held when this instance read or wrote it last. Another instance may have written it since. */
interface Known {
  readonly spent: Spent;
  /** Absent where there was no object. */
  readonly etag: string | undefined;
}

/**
 * What was spent today, by name. Kept in the bucket, where all instances count together: each change is made by a
 * conditional write, so that none is lost. Without a bucket, or where it fails, each instance counts for itself.
 */
export class DayBudgets implements DailySpending {
  readonly #bucket: Bucket | undefined;
  readonly #now: () => number;
  /** What this instance counted itself, where no bucket does. */
  readonly #own = new Map<string, Spent>();
  /** A cache: most writes follow one of the same instance, and need no look before. */
  readonly #known = new Map<string, Known>();
  /** The calls of one request do not meet at an object. */
  readonly #inTurn = pLimit(1);
  #bucketFailedAt = Number.NEGATIVE_INFINITY;

  constructor(bucket: Bucket | undefined, now: () => number = Date.now) {
    this.#bucket = bucket;
    this.#now = now;
  }

  async add(name: string, unit: SpentUnit, amount: number, limit: number, log: Log): Promise<boolean> {
    const day = new Date(this.#now()).toISOString().slice(0, 10);
    for (const counts of [this.#own, this.#known])
      for (const earlier of counts.keys()) if (!earlier.startsWith(day)) counts.delete(earlier);
    return await this.#inTurn(() => this.#add(`${day}-${name}`, unit, amount, limit, log));
  }

  secondsLeft(): number {
    const day = 24 * 60 * 60;
    return day - (Math.floor(this.#now() / 1_000) % day);
  }

  async #add(object: string, unit: SpentUnit, amount: number, limit: number, log: Log): Promise<boolean> {
    if (this.#bucket !== undefined && this.#now() - this.#bucketFailedAt > WITHOUT_BUCKET_MS) {
      try {
        return await this.#addInBucket(this.#bucket, object, unit, amount, limit);
      } catch (error) {
        this.#bucketFailedAt = this.#now();
        log.warn('the budget of the day cannot be kept, so this instance counts for itself', {
          error_name: nameOf(error),
        });
      }
    }
    const sum = added(this.#own.get(object) ?? NOTHING, unit, amount, limit);
    if (sum !== undefined) this.#own.set(object, sum);
    return sum !== undefined;
  }

  async #addInBucket(
    bucket: Bucket,
    object: string,
    unit: SpentUnit,
    amount: number,
    limit: number,
  ): Promise<boolean> {
    let known = this.#known.get(object);
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const isFresh = known === undefined;
      const { spent, etag } = known ?? (await read(bucket, object));
      const sum = added(spent, unit, amount, limit);
      if (sum === undefined && isFresh) return false;
      const condition = etag === undefined ? 'absent' : { etag };
      const written =
        sum === undefined ? undefined : await bucket.put(object, JSON.stringify(sum), condition);
      if (sum !== undefined && written !== undefined) {
        this.#known.set(object, { spent: sum, etag: written });
        return true;
      }
      known = undefined;
      this.#known.delete(object);
      if (isFresh) await sleep(Math.random() * 20 * (attempt + 1));
    }
    throw new Error('Too many writers meet at the budget of the day');
  }
}

async function read(bucket: Bucket, object: string): Promise<Known> {
  const found = await bucket.get(object);
  if (found === undefined) return { spent: NOTHING, etag: undefined };
  return { spent: SPENT.parse(JSON.parse(found.text)), etag: found.etag };
}

/** The sum, or undefined where more was to be added than the limit allows. */
function added(spent: Spent, unit: SpentUnit, amount: number, limit: number): Spent | undefined {
  const sum = Math.max(0, spent[unit] + amount);
  return amount > 0 && sum > limit ? undefined : { ...spent, [unit]: sum };
}

import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { nameOf } from '../aws/service-error.ts';
import type { Log } from '../log/log.ts';
import type { Bucket } from './bucket.ts';

const SPENT = z.object({ tokens: z.number() });

/** Writers that meet at one object try again this often. */
const ATTEMPTS = 20;

/**
 * Tokens that were spent today, by name. Kept in the bucket, where all instances count together: each change is made by a
 * conditional write, so that none is lost. Without a bucket, or where it fails, each instance counts for itself.
 */
export class DayBudgets {
  readonly #bucket: Bucket | undefined;
  readonly #now: () => number;
  /** What this instance counted itself, where no bucket does. */
  readonly #own = new Map<string, number>();

  constructor(bucket: Bucket | undefined, now: () => number = Date.now) {
    this.#bucket = bucket;
    this.#now = now;
  }

  /** Adds tokens, which may be negative, unless the sum would be over the limit. Returns whether they were added. */
  async add(name: string, tokens: number, limit: number, log: Log): Promise<boolean> {
    const day = new Date(this.#now()).toISOString().slice(0, 10);
    const object = `${day}-${name}`;
    if (this.#bucket !== undefined) {
      try {
        return await this.#addInBucket(this.#bucket, object, tokens, limit);
      } catch (error) {
        log.warn('the budget of the day cannot be kept, so this instance counts for itself', {
          error_name: nameOf(error),
        });
      }
    }
    const sum = (this.#own.get(object) ?? 0) + tokens;
    if (tokens > 0 && sum > limit) return false;
    for (const earlier of this.#own.keys()) if (!earlier.startsWith(day)) this.#own.delete(earlier);
    this.#own.set(object, sum);
    return true;
  }

  /** Seconds until the budgets begin anew, at midnight UTC. */
  secondsLeft(): number {
    const day = 24 * 60 * 60;
    return day - (Math.floor(this.#now() / 1_000) % day);
  }

  async #addInBucket(bucket: Bucket, object: string, tokens: number, limit: number): Promise<boolean> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const found = await bucket.get(object);
      const spent = found === undefined ? 0 : SPENT.parse(JSON.parse(found.text)).tokens;
      const sum = Math.max(0, spent + tokens);
      if (tokens > 0 && sum > limit) return false;
      const condition = found === undefined ? 'absent' : { etag: found.etag };
      const written = await bucket.put(object, JSON.stringify({ tokens: sum }), condition);
      if (written !== undefined) return true;
      await sleep(Math.random() * 20 * (attempt + 1));
    }
    throw new Error('Too many writers meet at the budget of the day');
  }
}

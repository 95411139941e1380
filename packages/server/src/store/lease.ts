import { randomBytes } from 'node:crypto';
import type { Bucket } from './bucket.ts';

/** A lease that was not renewed for this long belongs to an instance that is gone. */
const LEASE_SECONDS = 30;
const RENEW_MS = 10_000;

/** The right to do one piece of work, held by one instance and renewed for as long as it lives. */
export class Lease {
  readonly #bucket: Bucket;
  readonly #name: string;
  readonly #timer: NodeJS.Timeout;
  #etag: string | undefined;
  #renewing: Promise<void> = Promise.resolve();

  private constructor(bucket: Bucket, name: string, etag: string) {
    this.#bucket = bucket;
    this.#name = name;
    this.#etag = etag;
    this.#timer = setInterval(() => {
      this.#renewing = this.#renew();
    }, RENEW_MS);
    this.#timer.unref();
  }

  /** The lease, or undefined while a living instance has it. */
  static async take(bucket: Bucket, work: string): Promise<Lease | undefined> {
    const name = `${work}.lease`;
    const first = mark();
    const created = await bucket.put(name, first, 'absent');
    if (created !== undefined) return new Lease(bucket, name, created);
    const held = await bucket.get(name);
    // A write that was sent again is refused for what the first one wrote.
    if (held?.text === first) return new Lease(bucket, name, held.etag);
    if (held === undefined || held.ageSeconds <= LEASE_SECONDS) return undefined;
    const taken = await bucket.put(name, mark(), { etag: held.etag });
    return taken === undefined ? undefined : new Lease(bucket, name, taken);
  }

  /** Whether a living instance has the lease. */
  static async isHeld(bucket: Bucket, work: string): Promise<boolean> {
    const held = await bucket.get(`${work}.lease`);
    return held !== undefined && held.ageSeconds <= LEASE_SECONDS;
  }

  /** Gives the lease back, unless another instance has taken it meanwhile. */
  async release(): Promise<void> {
    clearInterval(this.#timer);
    await this.#renewing;
    if (this.#etag !== undefined) await this.#bucket.remove(this.#name);
  }

  async #renew(): Promise<void> {
    if (this.#etag === undefined) return;
    const next = mark();
    try {
      const written = await this.#bucket.put(this.#name, next, { etag: this.#etag });
      this.#etag = written ?? (await this.#tagOf(next));
    } catch {
      // The next renewal tries again; without any, another instance takes the work over.
    }
  }

  /** The tag of the lease if it holds this mark. */
  async #tagOf(text: string): Promise<string | undefined> {
    const held = await this.#bucket.get(this.#name);
    return held?.text === text ? held.etag : undefined;
  }
}

/** The content of a lease: different at each renewal, so that its tag is. */
function mark(): string {
  return randomBytes(8).toString('hex');
}

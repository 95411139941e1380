import type { KeptCall } from '../call/ports.ts';
import type { Bucket } from './bucket.ts';
import { nameOf } from './names.ts';

/** How often a call looks whether another instance was told of its cancel: as often as it renews its leases. */
const LOOK_MS = 10_000;

/** S3's times are whole seconds. */
const PRECISION_SECONDS = 1;

/** Whose calls a cancel stops. */
type Owned = Pick<KeptCall, 'accounts' | 'owner'>;

const cancelName = ({ accounts, owner }: Owned, id: string) => nameOf(accounts, ['cancel', owner, id]);

/** Tells whichever instance runs the owner's calls or analyses by these ids to stop. */
export async function writeCancels(bucket: Bucket, of: Owned, ids: readonly string[]): Promise<void> {
  await Promise.all(ids.map((id) => bucket.put(cancelName(of, id), '{}')));
}

/** Looks for cancels of one call that came to other instances, as long as the call runs. */
export class CancelWatch {
  readonly #bucket: Bucket;
  readonly #call: KeptCall;
  readonly #startedAt = performance.now();
  #analysis: string | undefined;
  #watches = false;

  constructor(bucket: Bucket, call: KeptCall) {
    this.#bucket = bucket;
    this.#call = call;
  }

  /** The analysis that the call is part of: a cancel of it, written by a call that continues it, stops this one too. */
  set analysis(id: string) {
    this.#analysis = id;
  }

  /** Stops the other calls of the analysis: this one was cancelled. */
  async cancelAnalysis(): Promise<void> {
    if (this.#analysis !== undefined) await writeCancels(this.#bucket, this.#call, [this.#analysis]);
  }

  /** Begins to look, once. */
  begin(): void {
    const { signal } = this.#call;
    if (this.#watches || signal.aborted) return;
    this.#watches = true;
    const timer = setInterval(() => void this.#look(), LOOK_MS);
    timer.unref();
    signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  }

  async #look(): Promise<void> {
    const { callId, cancel } = this.#call;
    const elapsed = (performance.now() - this.#startedAt) / 1_000;
    try {
      const [ofCall, ofAnalysis] = await Promise.all([this.#ageOf(callId), this.#ageOf(this.#analysis)]);
      // An analysis that was cancelled may be asked for again, so that only a cancel since then counts.
      const since = ofAnalysis !== undefined && ofAnalysis < elapsed - PRECISION_SECONDS;
      // A cancel that was passed on is not passed on again: it would stop who has asked for the analysis meanwhile.
      if (since) this.#analysis = undefined;
      if (ofCall !== undefined || since) cancel();
    } catch {
      // The next look tries again.
    }
  }

  /** Seconds since the cancel by this id was written, or undefined where there is none. */
  async #ageOf(id: string | undefined): Promise<number | undefined> {
    if (id === undefined) return undefined;
    return (await this.#bucket.get(cancelName(this.#call, id)))?.ageSeconds;
  }
}

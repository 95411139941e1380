import {
  type AccessPolicy,
  type AccessScope,
  isCallerArn,
  parseAccessPolicy,
  scopeOf,
} from '@case-insights/core/access';
import { CaseInsightsError } from '@case-insights/core/errors';
import { nameOf } from '../aws/service-error.ts';
import type { Log } from '../log/log.ts';
import type { ReadDocuments } from './parameters.ts';

/** Decides what each caller may see, by their id and their groups. Throws CaseInsightsError where it cannot be known. */
export interface Scopes {
  scopeOf(callerId: string, groups?: readonly string[]): Promise<AccessScope>;
}

/** Without a policy everyone with IAM access sees everything, and nobody else anything. */
export const IAM_CALLERS_SEE_ALL: Scopes = {
  scopeOf: async (callerId) => (isCallerArn(callerId) ? 'all' : 'denied'),
};

/** How long a policy counts as the current one: a change is in force after a minute at most. */
const FRESH_MS = 60_000;

/** How long a policy that cannot be read again stays in force: an outage of SSM must not keep a removed caller in. */
const LONGEST_IN_FORCE_MS = 60 * 60_000;

/**
 * Scopes by a policy that is read when it is first needed and again each minute. When a later read fails, the last
 * good policy stays in force for an hour; after that, and until a first one succeeded, every request is refused.
 */
export class PolicyScopes implements Scopes {
  readonly #read: ReadDocuments;
  readonly #log: Log;
  readonly #now: () => number;
  #policy: AccessPolicy | undefined;
  /** When a read was last tried that need not be repeated at once. */
  #triedAt = Number.NEGATIVE_INFINITY;
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  constructor(read: ReadDocuments, log: Log, now: () => number = Date.now) {
    this.#read = read;
    this.#log = log;
    this.#now = now;
  }

  async scopeOf(callerId: string, groups: readonly string[] = []) {
    if (this.#now() - this.#triedAt >= FRESH_MS) {
      this.#reading ??= this.#refresh().finally(() => {
        this.#reading = undefined;
      });
      await this.#reading;
    }
    if (this.#policy === undefined) {
      throw new CaseInsightsError(
        'internal',
        'The access policy of this server cannot be read, so every request is refused; the log of the server has the reason.',
      );
    }
    return scopeOf(this.#policy, callerId, groups);
  }

  async #refresh(): Promise<void> {
    try {
      this.#policy = parseAccessPolicy(await this.#read());
      this.#readAt = this.#now();
      this.#triedAt = this.#readAt;
    } catch (error) {
      if (this.#now() - this.#readAt >= LONGEST_IN_FORCE_MS) this.#policy = undefined;
      const lastGoodStays = this.#policy !== undefined;
      // With a good policy the next read is due in a minute; without one, each request tries again.
      if (lastGoodStays) this.#triedAt = this.#now();
      this.#log.error(
        lastGoodStays
          ? 'access policy not refreshed, the last good one stays in force'
          : 'access policy not read, all requests refused',
        { error_name: nameOf(error), ...(error instanceof Error ? { reason: error.message } : {}) },
      );
    }
  }
}

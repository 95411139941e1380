import { CaseInsightsError } from '@case-insights/core/errors';
import type { Config } from '../config/config.ts';
import type { Log } from '../log/log.ts';
import { type CallRecord, reportScannedLater } from './call-record.ts';
import type { Caller } from './request-context.ts';
import { callersDay, type DailySpending, spenderOf, whenItResets } from './spending.ts';

/** A query may scan no more: its call or the caller's day has a limit. */
export class ScanRefused extends CaseInsightsError {}

/** One query, as its call watches what it scans. */
export interface QueryScan {
  /** Takes note of the bytes that the query has scanned so far. */
  saw(bytes: number): void;
  /** Why the query must be stopped: a limit that it has passed. Undefined while it may go on. */
  refusal(queryExecutionId: string): Promise<ScanRefused | undefined>;
  /** The query scans no more, or `unwatched`: it goes on without anybody who looks. */
  ended(how?: 'unwatched'): void;
}

/** What the queries of one call scan, within the limits of a call and of its caller's day. */
export interface Scanning {
  /** Makes room in the caller's day for a query that is about to start. Throws `throttled` where there is none. */
  begin(): Promise<QueryScan>;
  /** For a query that another call has begun and counts. */
  resume(): QueryScan;
}

/** Room in the day is taken in steps of this share of it, so that a query that is watched takes no more than it needs. */
const STEPS_OF_A_DAY = 200;

export interface ScanningCall {
  readonly caller: Caller;
  readonly record: CallRecord;
  readonly log: Log;
  /** Takes work that must be done before the invocation ends. */
  readonly behind: (work: Promise<void>) => void;
}

/**
 * Watches what a call scans. Nobody knows before a query how much that will be. So room is taken in the caller's day
 * before a query starts, more of it while the query runs, and what was not used is given back: calls that come together
 * cannot all pass, as far as looking at a query can tell.
 */
export function scanningOf(
  daily: DailySpending,
  config: Config,
  { caller, record, log, behind }: ScanningCall,
): Scanning {
  const perCall = config.MAX_SCANNED_BYTES_PER_CALL;
  const perDay = config.MAX_SCANNED_BYTES_PER_CALLER_PER_DAY;
  const step = Math.ceil(perDay / STEPS_OF_A_DAY);
  const day = callersDay(caller);
  /** Bytes that the queries of this call have scanned, and those that the day counts for them. */
  let scanned = 0;
  let counted = 0;
  let scannedLater = 0;
  let running = 0;
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = turn.then(work);
    turn = result.catch(() => {});
    return result;
  };

  /** Has the day count as much as was scanned and a step more. Returns whether that is within the caller's budget. */
  const takeRoom = () =>
    inTurn(async () => {
      if (perDay === 0 || scanned < counted) return true;
      const more = Math.ceil((scanned + 1 - counted) / step) * step;
      if (!(await daily.add(day, 'bytes', more, perDay, log))) return false;
      counted += more;
      return true;
    });
  /** Has the day count what was scanned, whatever the limit: it is spent. */
  const settle = () =>
    inTurn(async () => {
      if (perDay === 0 || scanned === counted) return;
      await daily.add(day, 'bytes', scanned - counted, Number.POSITIVE_INFINITY, log);
      counted = scanned;
    });

  const end = async () => {
    if (scannedLater > 0) reportScannedLater(log, config.METRICS_NAMESPACE, scannedLater, spenderOf(caller));
    scannedLater = 0;
    await settle();
  };

  const overCall = (bytes: number, id?: string) =>
    perCall > 0 && bytes > perCall ? overCallLimit(bytes, perCall, id) : undefined;

  return {
    async begin() {
      const refused = overCall(scanned);
      if (refused !== undefined) throw refused;
      if (!(await takeRoom())) throw overBudget(perDay, daily.secondsLeft());
      running += 1;
      let seen = 0;
      let settled = () => {};
      behind(
        new Promise((resolve) => {
          settled = resolve;
        }),
      );
      return {
        saw(bytes) {
          const more = Math.max(0, bytes - seen);
          seen += more;
          scanned += more;
          if (record.reported) scannedLater += more;
          else record.dataScannedBytes += more;
        },
        async refusal(id) {
          const refused = overCall(scanned, id);
          if (refused !== undefined || (await takeRoom())) return refused;
          return overBudget(perDay, daily.secondsLeft(), id);
        },
        ended(how) {
          // It may go on up to what a call may scan, so it is counted as if it did.
          if (how === 'unwatched') scanned = Math.max(scanned, perCall);
          running -= 1;
          (running === 0 ? end() : Promise.resolve()).then(settled, settled);
        },
      };
    },
    resume() {
      let seen = 0;
      return {
        saw(bytes) {
          seen = bytes;
        },
        refusal: async (id) => overCall(seen, id),
        ended: () => {},
      };
    },
  };
}

/** What to do where a query scans too much. */
export const READ_LESS =
  'read less at once: filter by account_number (a partition) and by dates, and select only the columns that are needed';

function overCallLimit(scanned: number, limit: number, id: string | undefined): ScanRefused {
  return new ScanRefused(
    'query_failed',
    `The query was stopped since this call has scanned ${inGigabytes(scanned)}, and one call may scan ${inGigabytes(limit)} (MAX_SCANNED_BYTES_PER_CALL): ${READ_LESS}.`,
    id === undefined ? {} : { queryExecutionId: id },
  );
}

function overBudget(limit: number, secondsLeft: number, id?: string): ScanRefused {
  return new ScanRefused(
    'throttled',
    `Athena may scan ${inGigabytes(limit)} a day for you (MAX_SCANNED_BYTES_PER_CALLER_PER_DAY), and that is used up: ask again ${whenItResets(secondsLeft)}.`,
    { retryAfterSeconds: secondsLeft, ...(id === undefined ? {} : { queryExecutionId: id }) },
  );
}

function inGigabytes(bytes: number): string {
  return `${(bytes / 1_000_000_000).toLocaleString('en-US', { maximumSignificantDigits: 3 })} GB`;
}

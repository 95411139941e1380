import { CaseInsightsError } from '@case-insights/core/errors';
import pLimit, { type LimitFunction } from 'p-limit';
import type { Config } from '../config/config.ts';
import type { Log } from '../log/log.ts';
import { type CallRecord, reportScannedLater } from './call-record.ts';
import { type Caller, principalHash } from './request-context.ts';
import { callersDay, type DailySpending, whenItResets } from './spending.ts';

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
  /** Before a query starts. Throws ScanRefused where the call or the caller's day has no room for it. */
  begin(): Promise<QueryScan>;
  /** For a query that another call has begun and counts. */
  resume(): QueryScan;
}

/**
 * Room in a day is taken in steps of this share of it: 200 MB of 200 GB, two scans of a table of 50,000 cases. More at
 * once would be fewer writes, and lose more with each instance that ends before it has used its room.
 */
const STEPS_OF_A_DAY = 1_000;

/** Bytes that one caller's day counts for this instance, and those that queries of this instance have scanned of them. */
interface Room {
  counted: number;
  scanned: number;
  /** One change at a time. */
  readonly inTurn: LimitFunction;
}

/** A cache: room in the days of callers that this instance has taken and not used yet. */
export class ScanRooms {
  readonly #rooms = new Map<string, Room>();

  of(name: string): Room {
    const room = this.#rooms.get(name) ?? { counted: 0, scanned: 0, inTurn: pLimit(1) };
    this.#rooms.set(name, room);
    return room;
  }
}

export interface ScanningServices {
  readonly config: Config;
  readonly spending: DailySpending;
  readonly scanRooms: ScanRooms;
}

export interface ScanningCall {
  readonly caller: Caller;
  readonly record: CallRecord;
  readonly log: Log;
  /** Takes work that must be done before the invocation ends. */
  readonly behind: (work: Promise<void>) => void;
}

/**
 * Watches what a call scans. Nobody knows before a query how much that will be. So room is taken in the caller's day
 * before a query starts, and more of it while queries run: calls that come together cannot all pass, as far as looking at
 * a query can tell.
 */
export function scanningOf(
  { config, spending, scanRooms }: ScanningServices,
  { caller, record, log, behind }: ScanningCall,
): Scanning {
  const perCall = config.MAX_SCANNED_BYTES_PER_CALL;
  const perDay = config.MAX_SCANNED_BYTES_PER_CALLER_PER_DAY;
  const step = Math.ceil(perDay / STEPS_OF_A_DAY);
  const day = callersDay(caller);
  const room = scanRooms.of(day);
  let scannedByCall = 0;

  const count = async (bytes: number, limit: number) => {
    const added = await spending.add(day, 'bytes', bytes, limit, log);
    if (added) room.counted += bytes;
    return added;
  };
  /** Has the day count more than was scanned. Returns whether the caller's budget allows it. */
  const takeRoom = () =>
    room.inTurn(async () => {
      if (perDay === 0 || room.scanned < room.counted) return true;
      return await count(Math.ceil((room.scanned + 1 - room.counted) / step) * step, perDay);
    });
  /** Has the day count what was scanned, whatever the limit: it is spent. */
  const countSpent = () =>
    room.inTurn(async () => {
      if (perDay > 0 && room.scanned > room.counted)
        await count(room.scanned - room.counted, Number.POSITIVE_INFINITY);
    });
  const refusal = async (id?: string) => {
    if (perCall > 0 && scannedByCall > perCall) return overCallLimit(scannedByCall, perCall, id);
    return (await takeRoom()) ? undefined : overBudget(perDay, spending.secondsLeft(), id);
  };

  return {
    async begin() {
      const refused = await refusal();
      if (refused !== undefined) throw refused;
      let seen = 0;
      let seenLater = 0;
      return {
        saw(bytes) {
          const more = Math.max(0, bytes - seen);
          seen += more;
          scannedByCall += more;
          room.scanned += more;
          if (record.reported) seenLater += more;
          else record.dataScannedBytes += more;
        },
        refusal,
        ended(how) {
          // It may go on up to what a call may scan, so it is counted as if it did.
          const rest = how === 'unwatched' ? Math.max(0, perCall - scannedByCall) : 0;
          scannedByCall += rest;
          room.scanned += rest;
          if (seenLater > 0)
            reportScannedLater(log, config.METRICS_NAMESPACE, seenLater, principalHash(caller));
          behind(countSpent());
        },
      };
    },
    resume() {
      let seen = 0;
      return {
        saw(bytes) {
          seen = bytes;
        },
        refusal: async (id) => (perCall > 0 && seen > perCall ? overCallLimit(seen, perCall, id) : undefined),
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

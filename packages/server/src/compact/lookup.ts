import { CaseInsightsError } from '@case-insights/core/errors';
import { type CompactCopy, compactView, copiedColumns } from '@case-insights/core/sql';
import { nameOf } from '../aws/service-error.ts';
import { CallCancelled } from '../call/call-errors.ts';
import { newCallRecord } from '../call/call-record.ts';
import type { AthenaService, CompactFinding, CompactTables } from '../call/ports.ts';
import { withoutLimits } from '../call/without-limits.ts';
import type { Log } from '../log/log.ts';
import type { TableCatalog } from './table-catalog.ts';
import { type ViewState, viewState } from './view-state.ts';

export interface LookupSettings {
  readonly caseTable: string;
  /** Athena that answers from no earlier result. */
  readonly athena: Pick<AthenaService, 'forCall'>;
  readonly catalog: Pick<TableCatalog, 'columnsOf'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** For how long a look counts. */
const FRESH_MS = 5 * 60_000;

/** A look that takes longer is given up, since a call waits for it. */
const LOOK_MS = 10_000;

/** The objects of the compact table expire after 30 days; a run that old is not trusted to have all of them. */
const MAX_AGE_DAYS = 25;

const DAY_MS = 24 * 60 * 60_000;

const INSTEAD = 'so every case file was read instead, which takes longer';

/**
 * Finds the compact table through its view. The catalog is asked first, which costs little where there is none; then the
 * view is counted, so that a view that cannot be read, or whose files are missing, is never read for an answer.
 */
export class CompactLookup implements CompactTables {
  readonly #settings: LookupSettings;
  #found: Promise<CompactFinding> = Promise.resolve({});
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(settings: LookupSettings) {
    this.#settings = settings;
  }

  find(log: Log): Promise<CompactFinding> {
    const now = this.#settings.now();
    if (now - this.#lookedAt >= FRESH_MS) {
      this.#lookedAt = now;
      this.#found = this.#look(log);
    }
    return this.#found;
  }

  async insteadOf(copy: CompactCopy, failure: unknown, log: Log): Promise<CompactFinding | undefined> {
    if (!isAbout(copy.view, failure)) return undefined;
    const last = this.#found;
    const isOfLast = (await last).compact === copy;
    // Another call may have looked again already.
    if (isOfLast && this.#found === last) this.#lookedAt = Number.NEGATIVE_INFINITY;
    const found = await this.find(log);
    return found.compact === undefined ? found : undefined;
  }

  async #look(log: Log): Promise<CompactFinding> {
    const { caseTable, catalog } = this.#settings;
    const view = compactView(caseTable);
    try {
      const columns = await catalog.columnsOf(view);
      if (columns === undefined) return {};
      const found = await this.#inspect(log);
      const unusable = faultOf(found, this.#settings.now());
      if (unusable !== undefined) {
        log.warn('the compact table is not read', { reason: unusable });
        return { note: `The compact copy of the cases ${unusable}, ${INSTEAD}.` };
      }
      return {
        compact: {
          view,
          columns: copiedColumns(columns.map(({ name }) => name)),
          ...(found.dataAsOf === undefined ? {} : { dataAsOf: found.dataAsOf }),
        },
      };
    } catch (error) {
      const name = nameOf(error);
      log.warn('the compact table could not be looked for', { error_name: name });
      // A role that may not look is that of a deployment without the add-on.
      return name === 'AccessDeniedException'
        ? {}
        : { note: `The compact copy of the cases could not be read, ${INSTEAD}.` };
    }
  }

  async #inspect(log: Log) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(new CallCancelled()), LOOK_MS);
    try {
      const athena = this.#settings.athena.forCall(
        withoutLimits({ signal: stop.signal, progress: () => {}, record: newCallRecord(), log }),
      );
      return await viewState(athena, this.#settings.caseTable);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Athena names the view where it, or the table behind it, is gone; a caller's own mistakes are about `case_summary`. */
function isAbout(view: string, failure: unknown): boolean {
  return (
    failure instanceof CaseInsightsError &&
    failure.code === 'query_failed' &&
    failure.message.toLowerCase().includes(view.toLowerCase())
  );
}

/** What is wrong with the compact table, to complete a sentence; undefined where it can be read. */
function faultOf({ cases, expected, startedAt }: ViewState, now: number): string | undefined {
  if (cases === 0) return 'is empty';
  if (cases !== expected) return `has ${cases} of its ${expected} cases`;
  const days = Math.floor((now - startedAt) / DAY_MS);
  return days <= MAX_AGE_DAYS ? undefined : `is ${days} days old`;
}

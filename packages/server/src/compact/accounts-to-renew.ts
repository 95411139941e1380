import { compactView, sql, tableName } from '@case-insights/core/sql';
import { countOf, textOf, toRecords } from '@case-insights/core/tools';
import type { Athena } from '../call/ports.ts';
import type { Bucket } from '../store/bucket.ts';
import type { ViewState } from './view-state.ts';

export interface RenewalSettings {
  readonly caseTable: string;
  readonly athena: Athena;
  /** The objects of the case table, `account_number=<account>/…`, one for each case. */
  readonly cases: Pick<Bucket, 'list'>;
  /** Up to so many cases the whole table is read every time. */
  readonly wholeUpTo: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** An object that was written this long before the last run began may have been missed by it: clocks differ. */
const OVERLAP_SECONDS = 15 * 60;

/** More accounts than this are not worth telling apart, and make long statements. */
const MOST_ACCOUNTS = 2_000;

/**
 * The accounts that a run reads from the case table; it takes all others from the last run's table. Reading the case
 * table costs a request to S3 for each case, and listing its objects one for a thousand of them. So a large table is
 * listed, and only accounts are read that have an object written since the last run, or whose number of objects is not
 * that of their cases in the last run's table.
 */
export async function accountsToRenew(
  last: ViewState | undefined,
  settings: RenewalSettings,
): Promise<'all' | readonly string[]> {
  if (last === undefined || last.cases <= settings.wholeUpTo || last.cases !== last.expected) return 'all';
  const writtenWithinSeconds = (settings.now() - last.startedAt) / 1_000 + OVERLAP_SECONDS;
  const found = await objectsByAccount(settings.cases, writtenWithinSeconds);
  if (found === undefined) return 'all';
  const copied = await casesByAccount(settings);
  const accounts = new Set([...copied.keys(), ...found.keys()]);
  const changed = [...accounts].filter((account) => {
    const { objects, written } = found.get(account) ?? { objects: 0, written: false };
    return written || objects !== (copied.get(account) ?? 0);
  });
  return changed.length > MOST_ACCOUNTS ? 'all' : changed.sort();
}

/** Counts the objects of each account; undefined where one has no account number, since those cannot be told apart. */
async function objectsByAccount(cases: Pick<Bucket, 'list'>, writtenWithinSeconds: number) {
  const found = new Map<string, { objects: number; written: boolean }>();
  for (let page = await cases.list(''); page.length > 0; page = await cases.list(page.at(-1)?.name ?? '')) {
    for (const { name, ageSeconds } of page) {
      const account = /^account_number=([^/]+)\/.*[^/]$/.exec(name)?.[1];
      if (account === undefined) continue;
      if (!/^\d{12}$/.test(account)) return undefined;
      const { objects, written } = found.get(account) ?? { objects: 0, written: false };
      found.set(account, { objects: objects + 1, written: written || ageSeconds <= writtenWithinSeconds });
    }
  }
  return found;
}

async function casesByAccount({ athena, caseTable }: RenewalSettings): Promise<ReadonlyMap<string, number>> {
  const counted = await athena.query(
    sql`SELECT account_number, count(*) AS cases FROM ${tableName(compactView(caseTable))} WHERE account_number IS NOT NULL GROUP BY 1`,
  );
  return new Map(
    toRecords(counted).map((row) => [textOf(row, 'account_number') ?? '', countOf(row, 'cases')]),
  );
}

import { compactView, inspectCompactView, sql, tableName } from '@case-insights/core/sql';
import { countOf, textOf, toRecords } from '@case-insights/core/tools';
import type { Athena } from '../call/ports.ts';
import type { Bucket } from '../store/bucket.ts';

/** Decides which accounts a run reads from the case table; it takes all others from the last run's table. */
export type AccountsToRenew = () => Promise<'all' | readonly string[]>;

export interface RenewalSettings {
  readonly caseTable: string;
  readonly athena: Athena;
  /** The objects of the case table, `account_number=<account>/…`. */
  readonly cases: Pick<Bucket, 'list'>;
  /** Up to so many cases the whole table is read every time. */
  readonly wholeUpTo: number;
}

/** An object that was written this long before the last run began may have been missed by it: clocks differ. */
const OVERLAP_SECONDS = 15 * 60;

/** More accounts than this are not worth telling apart, and make long statements. */
const MOST_ACCOUNTS = 2_000;

/**
 * Reading the case table costs a request to S3 for each case, and listing its objects one for a thousand of them. So a
 * large table is listed, and only accounts are read that have an object written since the last run, or whose number of
 * objects is not that of their cases in the last run's table.
 */
export function changedAccounts(settings: RenewalSettings, now: () => number): AccountsToRenew {
  return async () => {
    const { caseTable, athena, cases, wholeUpTo } = settings;
    const last = await lastRun(athena, caseTable);
    if (last === undefined || last.cases <= wholeUpTo) return 'all';
    const copied = new Map(last.accounts);
    const changed = new Set<string>();
    const found = new Map<string, number>();
    const changedWithinSeconds = (now() - last.startedAt) / 1_000 + OVERLAP_SECONDS;
    for (let after = ''; ; ) {
      const page = await cases.list(after);
      const end = page.at(-1);
      if (end === undefined) break;
      after = end.name;
      for (const { name, ageSeconds } of page) {
        const account = /^account_number=([^/]+)\/.*[^/]$/.exec(name)?.[1];
        if (account === undefined) continue;
        // Hive's name for a missing key: those rows cannot be told apart by account.
        if (!/^\d{12}$/.test(account)) return 'all';
        found.set(account, (found.get(account) ?? 0) + 1);
        if (ageSeconds <= changedWithinSeconds) changed.add(account);
      }
    }
    for (const account of new Set([...copied.keys(), ...found.keys()])) {
      if (copied.get(account) !== found.get(account)) changed.add(account);
    }
    return changed.size > MOST_ACCOUNTS ? 'all' : [...changed].sort();
  };
}

/** What the last run left, or undefined where it cannot be read whole. */
async function lastRun(athena: Athena, caseTable: string) {
  try {
    const [view] = toRecords(await athena.query(inspectCompactView(caseTable)));
    const cases = countOf(view, 'cases');
    const startedAt = Date.parse(view === undefined ? '' : (textOf(view, 'compacted_at') ?? ''));
    if (cases === 0 || cases !== countOf(view, 'expected') || Number.isNaN(startedAt)) return undefined;
    const counted = await athena.query(
      sql`SELECT account_number, count(*) AS cases FROM ${tableName(compactView(caseTable))} WHERE account_number IS NOT NULL GROUP BY 1`,
    );
    const accounts = toRecords(counted).map(
      (row) => [textOf(row, 'account_number') ?? '', countOf(row, 'cases')] as const,
    );
    return { cases, startedAt, accounts };
  } catch {
    // There is no view, or its table is gone: all is read.
    return undefined;
  }
}

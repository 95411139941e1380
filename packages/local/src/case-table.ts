import type { Output } from '@case-insights/terminal/output';
import type { Engine } from './athena/engine.ts';
import { CASE_TABLE, generateCases, loadCases, readCaseFolder } from './cases/index.ts';
import type { CaseOptions } from './command-line.ts';
import { LoadingBar } from './loading-bar.ts';

/** A summary of the case table to show: how many cases, of which days. */
export interface LoadedCases {
  readonly from: CaseOptions['from'];
  readonly count: number;
  readonly accounts: number;
  /** The account with the lowest number; absent when there is no case. */
  readonly firstAccount: string | undefined;
  /** Days of the oldest and the newest case, YYYY-MM-DD; absent when no case has a readable date. */
  readonly days: { readonly first: string; readonly last: string } | undefined;
  /** Objects that could not be read; a file or folder that cannot be opened counts as one. */
  readonly skipped: number;
}

/** Fills the case table from a folder or the generator. Throws when the folder is no copy of the case bucket. */
export async function loadCaseTable(
  engine: Engine,
  options: CaseOptions,
  notices: Output,
): Promise<LoadedCases> {
  const connection = await engine.connect();
  const bar = new LoadingBar(notices);
  let skipped = 0;
  try {
    await loadCases(
      connection,
      options.from === 'generator'
        ? generateCases(generatorOptions(options))
        : readCaseFolder(options.folder, {
            onProgress: (done, total) => bar.update(done, total),
            onError: (message, objects) => {
              skipped += objects;
              bar.line(message);
            },
          }),
    );
    bar.clear();
    const [row = []] = (await connection.runAndReadAll(OVERVIEW)).getRowsJson();
    const [count, accounts, firstAccount, first, last] = row;
    return {
      from: options.from,
      count: Number(count),
      accounts: Number(accounts),
      firstAccount: typeof firstAccount === 'string' ? firstAccount : undefined,
      days: typeof first === 'string' && typeof last === 'string' ? { first, last } : undefined,
      skipped,
    };
  } finally {
    bar.clear();
    connection.closeSync();
  }
}

const DAY =
  'CASE WHEN try_cast(timecreated[1:10] AS DATE) IS NOT NULL AND length(timecreated) >= 10 THEN timecreated[1:10] END';
const OVERVIEW = `SELECT count(*), count(DISTINCT account_number), min(account_number), min(${DAY}), max(${DAY}) FROM ${CASE_TABLE}`;

function generatorOptions({ count, seed, until, hostile }: Extract<CaseOptions, { from: 'generator' }>) {
  return { count, seed, hostile, ...(until === undefined ? {} : { until }) };
}

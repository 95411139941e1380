import type { Output } from '@case-insights/terminal/output';
import type { Engine } from './athena/engine.ts';
import {
  CASE_TABLE,
  type Case,
  generateCases,
  loadCases,
  missingFields,
  readCaseFolder,
} from './cases/index.ts';
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

/**
 * Fills the case table from a folder or the generator. Throws when the folder is no copy of the case bucket, and when none
 * of its cases can be read.
 */
export async function loadCaseTable(
  engine: Engine,
  options: CaseOptions,
  notices: Output,
): Promise<LoadedCases> {
  const connection = await engine.connect();
  const bar = new LoadingBar(notices);
  let skipped = 0;
  try {
    if (options.from === 'generator') {
      await loadCases(connection, generateCases(generatorOptions(options)));
    } else {
      const names = new Set<string>();
      const cases = readCaseFolder(options.folder, {
        onProgress: (done, total) => bar.update(done, total),
        onError: (message, objects) => {
          skipped += objects;
          bar.line(message);
        },
      });
      const loaded = await loadCases(connection, withNames(cases, names));
      if (loaded === 0) throw noCase(options.folder, skipped);
      const missing = missingFields(names);
      if (missing !== undefined) bar.line(missing);
    }
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

/** The same cases; the names of their fields are added to `names`. */
async function* withNames(cases: AsyncIterable<Case>, names: Set<string>): AsyncGenerator<Case> {
  for await (const one of cases) {
    for (const name of Object.keys(one.record)) names.add(name);
    yield one;
  }
}

function noCase(folder: string, skipped: number): Error {
  const found = skipped === 0 ? 'it has no file of a case' : 'what it has was skipped, for the reasons above';
  return new Error(
    `The folder ${folder} holds no case that can be read: ${found}. A case is one JSON object in account_number=<12 digits>/case_number=<number>/data.json, with the fields of the case bucket.`,
  );
}

const DAY =
  'CASE WHEN try_cast(timecreated[1:10] AS DATE) IS NOT NULL AND length(timecreated) >= 10 THEN timecreated[1:10] END';
const OVERVIEW = `SELECT count(*), count(DISTINCT account_number), min(account_number), min(${DAY}), max(${DAY}) FROM ${CASE_TABLE}`;

function generatorOptions({ count, seed, until, hostile }: Extract<CaseOptions, { from: 'generator' }>) {
  return { count, seed, hostile, ...(until === undefined ? {} : { until }) };
}

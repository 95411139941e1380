import { CaseInsightsError } from '@case-insights/core/errors';
import {
  type CompactRun,
  type Compared,
  compactTable,
  compactTables,
  compactView,
  compareCompactTable,
  createCompactTable,
  dropCompactTable,
  dropCompactView,
  renewCompactTable,
  startOfRun,
  switchCompactView,
} from '@case-insights/core/sql';
import { countOf, toRecords } from '@case-insights/core/tools';
import type { Athena } from '../call/ports.ts';
import type { Bucket } from '../store/bucket.ts';
import { accountsToRenew } from './accounts-to-renew.ts';
import { CompactFailure } from './failure.ts';
import type { LocatedTable, TableCatalog } from './table-catalog.ts';
import { type ViewState, viewState } from './view-state.ts';

/** What a run works with. */
export interface CompactServices {
  readonly caseTable: string;
  /** In the compact table's own workgroup, which decides where tables are made. */
  readonly athena: Athena;
  readonly catalog: TableCatalog;
  /** The objects below which that workgroup makes tables. */
  readonly objects: Pick<Bucket, 'list' | 'remove'>;
  /** The same place, `s3://bucket/prefix/`. */
  readonly location: string;
  /** The objects of the case table. */
  readonly cases: Pick<Bucket, 'list'>;
  /** Cases up to which every run reads the whole case table. */
  readonly wholeUpTo: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface CompactOutcome {
  /** The table that the view stands for now. */
  readonly table: string;
  readonly cases: number;
  /** How many accounts were read from the case table; the others were taken from the last run's table. */
  readonly accounts: 'all' | number;
  /** Tables of earlier runs that were dropped. */
  readonly dropped: readonly string[];
  readonly objects_deleted: number;
}

/** A table that was read until just now may be read by queries that started before: Athena ends a query after 30 minutes. */
const READ_FOR_MS = 60 * 60_000;

/** The case table can change while it is copied, and then the copy differs; once more settles it. */
const ATTEMPTS = 2;

/**
 * Makes the compact table anew: copies the case table, compares the copy with it, makes the view stand for the copy, and
 * removes what no query reads any more. Stopped at any point, the view stands for a whole table, the old or the new one,
 * and the next run removes what was left. Runs may overlap. Throws where the copy differs, or where Athena, Glue or S3
 * refuse a step.
 */
export async function compact(services: CompactServices): Promise<CompactOutcome> {
  const { caseTable, athena, catalog } = services;
  const columns = await catalog.columnsOf(caseTable);
  if (columns === undefined) throw new CompactFailure(`There is no table ${caseTable} to copy.`);
  const last = await lastRun(services);
  for (let attempt = 1; ; attempt += 1) {
    const run: CompactRun = { caseTable, columns, startedAt: new Date(services.now()) };
    const accounts = await accountsToRenew(last, services);
    await athena.query(accounts === 'all' ? createCompactTable(run) : renewCompactTable(run, accounts));
    const { cases, differing } = await compareAll(run, accounts, athena);
    if (differing === 0) {
      await athena.query(switchCompactView(run, cases));
      const removed = await removeSuperseded(run, last, services);
      return {
        table: compactTable(run),
        cases,
        accounts: accounts === 'all' ? accounts : accounts.length,
        ...removed,
      };
    }
    await athena.query(dropCompactTable(compactTable(run)));
    if (attempt === ATTEMPTS) {
      throw new CompactFailure(
        `The copy of ${caseTable} differs from it in ${differing} accounts, ${ATTEMPTS} times in a row: the table changes while it is read, so run it again later.`,
      );
    }
  }
}

/** Removes the view, so that readers know no copy from then on, the tables of all runs, and all of their objects. */
export async function removeCompact({
  caseTable,
  athena,
  catalog,
  objects,
}: Pick<CompactServices, 'caseTable' | 'athena' | 'catalog' | 'objects'>): Promise<{
  readonly removed: number;
}> {
  await athena.query(dropCompactView(caseTable));
  const tables = await catalog.tablesLike(compactTables(caseTable));
  for (const { name } of tables) await athena.query(dropCompactTable(name));
  for await (const { name } of allObjects(objects)) await objects.remove(name);
  return { removed: tables.length };
}

async function compareAll(run: CompactRun, accounts: 'all' | readonly string[], athena: Athena) {
  const parts: readonly Compared[] =
    accounts === 'all' ? ['all'] : [{ renewed: accounts }, { kept: accounts }];
  let cases = 0;
  let differing = 0;
  for (const part of parts) {
    const [row] = toRecords(await athena.query(compareCompactTable(run, part)));
    cases = countOf(row, 'cases');
    differing += countOf(row, 'differing');
  }
  return { cases, differing };
}

/** What the view stands for before the run; undefined where there is none that can be read. */
async function lastRun({ caseTable, athena, catalog }: CompactServices): Promise<ViewState | undefined> {
  if ((await catalog.columnsOf(compactView(caseTable))) === undefined) return undefined;
  try {
    const state = await viewState(athena, caseTable);
    return state.cases === 0 ? undefined : state;
  } catch (error) {
    if (error instanceof CaseInsightsError && error.code === 'query_failed') return undefined;
    throw error;
  }
}

/**
 * Drops the tables of earlier runs that no query can be reading, and deletes every object that is no table's, which is
 * also what runs left that were stopped.
 */
async function removeSuperseded(run: CompactRun, last: ViewState | undefined, services: CompactServices) {
  const { caseTable, athena, catalog, objects, location, now } = services;
  const tables = await catalog.tablesLike(compactTables(caseTable));
  const current = compactTable(run).toLowerCase();
  if (!tables.some(({ name }) => name === current)) {
    throw new CompactFailure(
      `The catalog does not list the table ${current}, which was just made; nothing was removed.`,
    );
  }
  const superseded = supersededTables(tables, run, last, now());
  for (const { name } of superseded) await athena.query(dropCompactTable(name));
  const places = tables.filter((table) => !superseded.includes(table)).map((table) => table.location);
  let deleted = 0;
  for await (const { name, ageSeconds } of allObjects(objects)) {
    const isTables = places.some((place) => `${location}${name}`.startsWith(place));
    if (isTables || ageSeconds * 1_000 < READ_FOR_MS) continue;
    await objects.remove(name);
    deleted += 1;
  }
  return { dropped: superseded.map(({ name }) => name), objects_deleted: deleted };
}

/**
 * The tables that no query reads: neither that of this run nor that which the view stood for until now, nor one that
 * another run may be making; and where the last run itself was just now, none, since queries may read what it replaced.
 */
export function supersededTables(
  tables: readonly LocatedTable[],
  run: CompactRun,
  last: Pick<ViewState, 'startedAt'> | undefined,
  now: number,
): readonly LocatedTable[] {
  const isRecent = (start: number) => start > now - READ_FOR_MS;
  if (last !== undefined && isRecent(last.startedAt)) return [];
  const read = [run.startedAt, ...(last === undefined ? [] : [new Date(last.startedAt)])].map((startedAt) =>
    compactTable({ caseTable: run.caseTable, startedAt }).toLowerCase(),
  );
  return tables.filter(({ name }) => {
    const start = startOfRun(name);
    return start !== undefined && !isRecent(start.getTime()) && !read.includes(name);
  });
}

async function* allObjects(objects: Pick<Bucket, 'list'>) {
  for (
    let page = await objects.list('');
    page.length > 0;
    page = await objects.list(page.at(-1)?.name ?? '')
  ) {
    yield* page;
  }
}

import { describe, expect, it } from 'vitest';
import type { Athena } from '../call/ports.ts';
import { MemoryBucket } from '../store/testing/memory-bucket.ts';
import { type CompactServices, compact, supersededTables } from './run.ts';

const COLUMNS = [{ name: 'account_number', type: 'string' }];
const NOW = Date.UTC(2026, 10, 26, 9, 30);
const HOUR = 3_600_000;
const table = (stamp: string) => ({
  name: `case_summary_compact_${stamp}`,
  location: `s3://copies/tables/${stamp}/`,
});
const run = { caseTable: 'case_summary', columns: COLUMNS, startedAt: new Date(NOW) };

describe('supersededTables', () => {
  const [old, stopped, last, making, current] = [
    '20261124093000',
    '20261125120000',
    '20261125093000',
    '20261126091500',
    '20261126093000',
  ].map(table);
  const all = [old!, stopped!, last!, making!, current!];
  const superseded = (startedAt: number | undefined) =>
    supersededTables(all, run, startedAt === undefined ? undefined : { startedAt }, NOW);

  it('leaves the table of this run, of the last, and of one that another run may be making', () => {
    expect(superseded(NOW - 24 * HOUR)).toEqual([old, stopped]);
  });

  it('leaves all where the last run was within the hour, since queries may read what it replaced', () => {
    expect(superseded(NOW - HOUR / 4)).toEqual([]);
  });

  it('leaves no table for a view that could not be read', () => {
    expect(superseded(undefined)).toEqual([old, stopped, last]);
  });
});

describe('compact', () => {
  /** Services whose copies differ in so many accounts, one number for each comparison. */
  function services(differing: number[]) {
    const statements: string[] = [];
    let seconds = 0;
    const athena: Athena = {
      query: async ({ text }) => {
        statements.push(text.replace(/\s.*/s, ''));
        const cells = text.startsWith('SELECT') ? [[5, differing.shift() ?? 0]] : [];
        const columns = ['cases', 'differing'].map((name) => ({ name, type: 'bigint' }));
        return {
          columns,
          rows: cells,
          queryExecutionId: '1',
          dataScannedBytes: 0,
          executionTimeMs: 0,
          resultReused: false,
        };
      },
    };
    const made: CompactServices = {
      caseTable: 'case_summary',
      athena,
      catalog: {
        columnsOf: async (name) => (name === 'case_summary' ? COLUMNS : undefined),
        tablesLike: async () => [table('20261126093000'), table('20261126093001')],
      },
      objects: new MemoryBucket(),
      location: 's3://copies/tables/',
      cases: new MemoryBucket(),
      wholeUpTo: 0,
      now: () => NOW + 1_000 * seconds++,
    };
    return { made, statements };
  }

  it('copies once more where the table changed meanwhile', async () => {
    const { made, statements } = services([1]);
    expect(await compact(made)).toMatchObject({ table: 'case_summary_compact_20261126093001', cases: 5 });
    expect(statements).toEqual(['CREATE', 'SELECT', 'DROP', 'CREATE', 'SELECT', 'CREATE']);
  });

  it('never lets the view stand for a copy that differs', async () => {
    const { made, statements } = services([1, 2]);
    await expect(compact(made)).rejects.toThrow(
      'The copy of case_summary differs from it in 2 accounts, 2 times in a row',
    );
    expect(statements).toEqual(['CREATE', 'SELECT', 'DROP', 'CREATE', 'SELECT', 'DROP']);
  });

  it('says that there is nothing to copy', async () => {
    const { made } = services([]);
    const catalog = { ...made.catalog, columnsOf: async () => undefined };
    await expect(compact({ ...made, catalog })).rejects.toThrow('There is no table case_summary to copy');
  });

  it('removes nothing where the catalog does not list the table that was made', async () => {
    const { made } = services([]);
    const objects = new MemoryBucket();
    await objects.put('20261126093000/data.parquet', '');
    objects.seconds = 9_999;
    const catalog = { ...made.catalog, tablesLike: async () => [] };
    await expect(compact({ ...made, catalog, objects })).rejects.toThrow('nothing was removed');
    expect(objects.objects.size).toBe(1);
  });
});

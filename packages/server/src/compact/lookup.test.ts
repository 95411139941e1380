import { CaseInsightsError } from '@case-insights/core/errors';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { AthenaCall, AthenaService } from '../call/ports.ts';
import { createLog } from '../log/log.ts';
import { CompactLookup } from './lookup.ts';

const NOW = Date.UTC(2026, 10, 26, 12);
const lines: Record<string, unknown>[] = [];
const log = createLog('WARN', (line) => lines.push(JSON.parse(line)));
const COLUMNS = ['caseid', 'account_number', 'compacted_at', 'compacted_cases'].map((name) => ({
  name,
  type: 'string',
}));
const WHOLE = [20, 20, '2026-11-26T09:30:00.000Z', '2026-11-25'];
const INSTEAD = 'so every case file was read instead, which takes longer.';

function lookup(
  columns: typeof COLUMNS | Error | undefined | (() => typeof COLUMNS | undefined),
  row: readonly (string | number | null)[] | Error | 'never' = WHOLE,
) {
  const clock = { now: NOW };
  const looks = { catalog: 0, view: 0 };
  const athena = {
    forCall: ({ signal }: AthenaCall) => ({
      query: async () => {
        looks.view += 1;
        if (row === 'never')
          return await new Promise((_, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason));
          });
        if (row instanceof Error) throw row;
        const columns = ['cases', 'expected', 'compacted_at', 'data_as_of'].map((name) => ({
          name,
          type: '',
        }));
        return { columns, rows: [row], queryExecutionId: '1' };
      },
    }),
  } as unknown as Pick<AthenaService, 'forCall'>;
  const catalog = {
    columnsOf: async (table: string) => {
      expect(table).toBe('case_summary_compact');
      looks.catalog += 1;
      if (columns instanceof Error) throw columns;
      return typeof columns === 'function' ? columns() : columns;
    },
  };
  return {
    clock,
    looks,
    found: new CompactLookup({ caseTable: 'case_summary', athena, catalog, now: () => clock.now }),
  };
}

afterEach(() => {
  vi.useRealTimers();
  lines.length = 0;
});

const denied = Object.assign(new Error('denied'), { name: 'AccessDeniedException' });

describe('CompactLookup', () => {
  it('finds a whole copy, without the columns of its run', async () => {
    expect(await lookup(COLUMNS).found.find(log)).toEqual({
      compact: {
        view: 'case_summary_compact',
        columns: ['caseid', 'account_number'],
        dataAsOf: '2026-11-25',
      },
    });
  });

  it.each([
    ['there is no view', undefined],
    ['the role may not look, as without the add-on', denied],
  ])('finds nothing where %s, and starts no query', async (_, columns) => {
    const { found, looks } = lookup(columns);
    expect(await found.find(log)).toEqual({});
    expect(looks.view).toBe(0);
  });

  it.each([
    ['is empty', [0, null, null, null]],
    ['has 19 of its 20 cases', [19, 20, '2026-11-26T09:30:00.000Z', null]],
    ['is 26 days old', [20, 20, '2026-10-31T09:30:00.000Z', null]],
    ['could not be read', new Error('VIEW_IS_STALE')],
  ])('says of a copy that it %s', async (fault, row) => {
    expect(await lookup(COLUMNS, row).found.find(log)).toEqual({
      note: `The compact copy of the cases ${fault}, ${INSTEAD}`,
    });
  });

  it('trusts a copy of 25 days, whose objects cannot have expired', async () => {
    const { found } = lookup(COLUMNS, [20, 20, '2026-11-01T09:30:00.000Z', null]);
    expect(await found.find(log)).toStrictEqual({
      compact: { view: 'case_summary_compact', columns: ['caseid', 'account_number'] },
    });
    expect(lines).toEqual([]);
  });

  it('gives up a look that takes ten seconds, since a call waits for it', async () => {
    vi.useFakeTimers();
    const { found } = lookup(COLUMNS, 'never');
    let finding: unknown;
    void found.find(log).then((result) => {
      finding = result;
    });
    await vi.advanceTimersByTimeAsync(9_999);
    expect(finding).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(finding).toEqual({ note: `The compact copy of the cases could not be read, ${INSTEAD}` });
  });

  it('leaves no timer behind', async () => {
    vi.useFakeTimers();
    await lookup(COLUMNS).found.find(log);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('logs why a copy is not read', async () => {
    await lookup(COLUMNS, [0, null, null, null]).found.find(log);
    await lookup(denied).found.find(log);
    expect(lines).toMatchObject([
      { level: 'WARN', message: 'the compact table is not read', reason: 'is empty' },
      {
        level: 'WARN',
        message: 'the compact table could not be looked for',
        error_name: 'AccessDeniedException',
      },
    ]);
  });

  it('looks once for all calls of five minutes', async () => {
    const { found, looks, clock } = lookup(COLUMNS);
    await Promise.all([found.find(log), found.find(log)]);
    clock.now += 299_999;
    await found.find(log);
    expect(looks).toEqual({ catalog: 1, view: 1 });
    clock.now += 1;
    await found.find(log);
    expect(looks).toEqual({ catalog: 2, view: 2 });
  });

  const LOST = "line 1:15: Table 'awsdatacatalog.ci.case_summary_compact' does not exist";
  const failed = (message: string) => new CaseInsightsError('query_failed', message);

  it('says what to read instead once a statement finds the copy gone, and looks again no more than once', async () => {
    const gone: { columns: typeof COLUMNS | undefined } = { columns: COLUMNS };
    const { found, looks } = lookup(() => gone.columns);
    const { compact } = await found.find(log);
    gone.columns = undefined;
    const instead = () => found.insteadOf(compact!, failed(LOST), log);
    expect(await Promise.all([instead(), instead()])).toEqual([{}, {}]);
    expect(await found.find(log)).toEqual({});
    expect(looks.catalog).toBe(2);
  });

  it('looks no more where a copy of an earlier look is gone', async () => {
    const { found, looks, clock } = lookup(COLUMNS);
    const { compact } = await found.find(log);
    clock.now += 300_000;
    await found.find(log);
    expect(await found.insteadOf(compact!, failed(LOST.toUpperCase()), log)).toBeUndefined();
    expect(looks.catalog).toBe(2);
  });

  it('keeps to a copy that can be read', async () => {
    const { found, looks } = lookup(COLUMNS);
    const { compact } = await found.find(log);
    expect(await found.insteadOf(compact!, failed(LOST), log)).toBeUndefined();
    expect(looks.catalog).toBe(2);
  });

  it.each([
    ["a caller's mistake", failed("line 1:8: Column 'case_summary.x' cannot be resolved")],
    ['a failure of another kind', new CaseInsightsError('throttled', LOST)],
    ['a fault of the server', new Error(LOST)],
  ])('does not look again for %s', async (_, failure) => {
    const { found, looks } = lookup(COLUMNS);
    const { compact } = await found.find(log);
    expect(await found.insteadOf(compact!, failure, log)).toBeUndefined();
    expect(looks.catalog).toBe(1);
  });
});

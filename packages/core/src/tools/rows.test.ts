import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { queryAthena, queryAthenaOutput } from './query-athena.ts';
import { toRecords, uniqueColumnNames } from './rows.ts';

describe('uniqueColumnNames', () => {
  it.each([
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
    [
      ['a', 'a', 'a'],
      ['a', 'a_2', 'a_3'],
    ],
    [
      ['a', 'a', 'a_2'],
      ['a', 'a_3', 'a_2'],
    ],
    [
      ['_col0', '_col0'],
      ['_col0', '_col0_2'],
    ],
  ])('makes of %j %j', (names, unique) => {
    expect(uniqueColumnNames(names)).toEqual(unique);
  });

  it('never gives one name to two columns', () => {
    const names = fc.array(fc.constantFrom('a', 'a_2', 'a_3', 'a_2_2', '', '__proto__'));
    fc.assert(
      fc.property(names, (given) => {
        expect(new Set(uniqueColumnNames(given)).size).toBe(given.length);
      }),
    );
  });
});

describe('toRecords', () => {
  it('keeps a column whatever it is called', () => {
    const [row] = toRecords({
      columns: [{ name: '__proto__' }, { name: 'constructor' }],
      rows: [['x', null]],
    });
    expect(JSON.stringify(row)).toBe('{"__proto__":"x","constructor":null}');
  });
});

describe('queryAthenaOutput', () => {
  const page = {
    queryExecutionId: 'test-execution',
    columns: [
      { name: 'n', type: 'bigint' },
      { name: 'n', type: 'varchar' },
    ],
    rows: [
      [1, 'one'],
      ['9007199254740993', ''],
      [null, null],
    ],
    dataScannedBytes: 12,
    executionTimeMs: 34,
    resultReused: false,
  };

  it('gives rows as objects by unique column names', () => {
    const output = queryAthenaOutput(page, null);
    expect(queryAthena.outputSchema.strict().parse(output)).toEqual({
      columns: ['n', 'n_2'],
      column_types: ['bigint', 'varchar'],
      rows: [
        { n: 1, n_2: 'one' },
        { n: '9007199254740993', n_2: '' },
        { n: null, n_2: null },
      ],
      row_count: 3,
      truncated: false,
      next_token: null,
      query_execution_id: 'test-execution',
      data_scanned_bytes: 12,
      execution_time_ms: 34,
      result_reused: false,
    });
  });

  it('is truncated when there is a token to go on with', () => {
    expect(queryAthenaOutput(page, 'go-on')).toMatchObject({ truncated: true, next_token: 'go-on' });
  });
});

import { describe, expect, it } from 'vitest';
import { explainNothing } from './compared-values.ts';
import type { QueryAthenaOutput } from './query-athena.ts';

const NOTHING: QueryAthenaOutput = {
  columns: ['n'],
  column_types: ['bigint'],
  rows: [],
  row_count: 0,
  truncated: false,
  next_token: null,
  query_execution_id: 'q',
  data_scanned_bytes: 0,
  execution_time_ms: 1,
  result_reused: false,
};

describe('explainNothing', () => {
  it.each([
    ['servicecode', 'amazon-dynamodb', undefined],
    [
      'servicecode',
      'S3',
      "servicecode holds AWS Support codes, not 'S3': write 'amazon-simple-storage-service'.",
    ],
    [
      'servicecode',
      'amazon-dynamo',
      "servicecode holds AWS Support codes, not 'amazon-dynamo': write 'amazon-dynamodb'.",
    ],
    [
      'servicecode',
      'amazon-dinamodb',
      "'amazon-dinamodb' is no known value of servicecode. Near it: 'amazon-dynamodb'.",
    ],
    ['severitycode', 'high', undefined],
    ['severitycode', 'HIGH', "'HIGH' is no known value of severitycode. Near it: 'high'."],
    ['severitycode', 'sev 2', "'sev 2' is no known value of severitycode. Near it: 'urgent'."],
    [
      'severitycode',
      'terrible',
      "'terrible' is no known value of severitycode. Known: 'critical', 'urgent', 'high', 'normal', 'low'.",
    ],
    ['rca_category', 'Throttling', undefined],
    ['rca_category', 'throttling', "'throttling' is no known value of rca_category. Near it: 'Throttling'."],
    [
      'lifecycle_category',
      'Backups',
      "'Backups' is no known value of lifecycle_category. Near it: 'Backup/DR'.",
    ],
  ] as const)('says of %s %j what is near it', (column, value, note) => {
    expect(explainNothing(NOTHING, [{ column, value }]).note).toBe(note);
  });

  it('takes one row of zeros for nothing, and anything else for something', () => {
    const compared = [{ column: 'severitycode', value: 'HIGH' }] as const;
    expect(explainNothing({ ...NOTHING, rows: [{ n: 0, m: null }] }, compared).note).toContain("'high'");
    expect(explainNothing({ ...NOTHING, rows: [{ n: 1 }] }, compared).note).toBeUndefined();
    expect(explainNothing({ ...NOTHING, rows: [{ n: 0 }, { n: 0 }] }, compared).note).toBeUndefined();
    expect(explainNothing({ ...NOTHING, next_token: 't' }, compared).note).toBeUndefined();
  });
});

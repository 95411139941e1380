import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const COLUMNS = [
  'caseid',
  'displayid',
  'subject',
  'servicecode',
  'categorycode',
  'severitycode',
  'submittedby',
  'timecreated',
  'case_retrieval_date',
  'case_summary',
  'rca_category',
  'rca_reason',
  'rca_retrieval_date',
  'lifecycle_category',
  'lifecycle_reason',
  'lifecycle_retrieval_date',
  'account_number',
  'case_number',
];

/** `CREATE TABLE` and `INSERT` of the few dozen cases over which statements are judged, for Trino and DuckDB alike. */
export function caseTableStatements(folder: string, table: string): string[] {
  const rows = readFileSync(join(folder, 'case-summary.jsonl'), 'utf8').trimEnd().split('\n');
  const literal = (value: string | null) => (value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`);
  const values = rows.map((row) => `(${(JSON.parse(row) as (string | null)[]).map(literal).join(', ')})`);
  return [
    `CREATE TABLE ${table} (${COLUMNS.map((column) => `${column} varchar`).join(', ')})`,
    `INSERT INTO ${table} VALUES ${values.join(', ')}`,
  ];
}

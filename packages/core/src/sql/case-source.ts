import { type Sql, sql, tableName } from './literal.ts';

/** Where a query reads cases from: the table (or a view in its place), narrowed to accounts when the caller is scoped. */
export interface CaseSource {
  /** Name of the case table, `database.table` included, validated as an identifier where configuration is read. */
  readonly table: string;
  /** Accounts the caller may see; absent means all. An empty list sees nothing. */
  readonly accounts?: readonly string[];
}

/**
 * What stands after FROM: the table, or a subquery of the rows the caller may see. `account_number` is a partition
 * key, so the filter also keeps Athena from reading anybody else's cases. Around it stand our own expressions only,
 * none of which fails on what a row holds; a caller's own need the filter of `scopeStatement`.
 */
export function fromCases(source: CaseSource): Sql {
  const table = tableName(source.table);
  if (source.accounts === undefined) return table;
  if (source.accounts.length === 0) return sql`(SELECT * FROM ${table} WHERE FALSE)`;
  return sql`(SELECT * FROM ${table} WHERE account_number IN (${source.accounts}))`;
}

import { type Sql, sql, tableName } from './literal.ts';

/** Where a query reads cases from: the table (or a view in its place), narrowed to accounts when the caller is scoped. */
export interface CaseSource {
  /** Name of the case table, `database.table` included, validated as an identifier where configuration is read. */
  readonly table: string;
  /** Accounts the caller may see; absent means all. An empty list sees nothing. */
  readonly accounts?: readonly string[];
}

/**
 * The FROM item: the table, or a subquery of the rows the caller may see. `account_number` is a partition
 * key, so the filter also keeps Athena from reading other accounts' cases. Only our own expressions are used around it,
 * and none of them can fail on a row's values; a caller's expressions need the filter of `scopeStatement`.
 */
export function fromCases(source: CaseSource): Sql {
  const table = tableName(source.table);
  if (source.accounts === undefined) return table;
  if (source.accounts.length === 0) return sql`(SELECT * FROM ${table} WHERE FALSE)`;
  return sql`(SELECT * FROM ${table} WHERE account_number IN (${source.accounts}))`;
}

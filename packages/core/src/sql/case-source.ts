import { type Sql, sql, tableName } from './literal.ts';

/** The compact copy of the case table, as far as readers know it: a view with the table's own columns, and some more. */
export interface CompactCopy {
  readonly view: string;
  /** The case table's columns, in its order. */
  readonly columns: readonly string[];
  /** The newest retrieval in it, YYYY-MM-DD, where any is known. */
  readonly dataAsOf?: string;
}

/** Where a query reads cases from: the table (or a view in its place), narrowed to accounts when the caller is scoped. */
export interface CaseSource {
  /** Name of the case table, `database.table` included, validated as an identifier where configuration is read. */
  readonly table: string;
  /** Accounts the caller may see; absent means all. An empty list sees nothing. */
  readonly accounts?: readonly string[];
  /** Read in the table's place where it is there. */
  readonly compact?: CompactCopy;
  /** Why the table is read although it has a compact copy, in a sentence. */
  readonly note?: string;
}

/**
 * The FROM item: the table or its compact copy, or a subquery of the rows the caller may see. The filter on
 * `account_number` also keeps Athena from reading most of other accounts' cases: it is a partition key of the table, and
 * the copy's files are buckets of it. Only our own expressions are used around it,
 * and none of them can fail on a row's values; a caller's expressions need the filter of `scopeStatement`.
 */
export function fromCases(source: CaseSource): Sql {
  const table = tableName(source.compact?.view ?? source.table);
  if (source.accounts === undefined) return table;
  if (source.accounts.length === 0) return sql`(SELECT * FROM ${table} WHERE FALSE)`;
  return sql`(SELECT * FROM ${table} WHERE account_number IN (${source.accounts}))`;
}

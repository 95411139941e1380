import type { Sql } from '@case-insights/core/sql';

/** A value of a result, typed by its column: bigint beyond 2^53 stays a string, dates stay ISO text, null stays null. */
export type Cell = string | number | boolean | null;

export interface QueryResult {
  readonly queryExecutionId: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** In column order; a name may occur twice, so rows are not objects here. */
  readonly rows: readonly (readonly Cell[])[];
  readonly dataScannedBytes: number;
  /** Engine time as Athena reports it. */
  readonly executionTimeMs: number;
  readonly resultReused: boolean;
}

/** What a tool asks of Athena. Throws CaseInsightsError; stops the query when the call is cancelled. */
export interface Athena {
  /** Runs one of our own queries to its end and reads every row. Identical text may be answered from a reused result. */
  query(statement: Sql): Promise<QueryResult>;
}

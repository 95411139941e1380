import type { Sql } from '@case-insights/core/sql';

/** A value of a result, typed by its column: bigint beyond 2^53 stays a string, dates stay ISO text, null stays null. */
export type Cell = string | number | boolean | null;

export interface Column {
  readonly name: string;
  readonly type: string;
}

/** A query that Athena finished, and what it cost. */
export interface FinishedQuery {
  readonly queryExecutionId: string;
  readonly dataScannedBytes: number;
  /** Engine time as Athena reports it. */
  readonly executionTimeMs: number;
  readonly resultReused: boolean;
  /** The first row of the first page holds the column names again. */
  readonly header: 'always' | 'never' | 'when equal to the column names';
}

export interface QueryResult extends Omit<FinishedQuery, 'header'> {
  readonly columns: readonly Column[];
  /** In column order; a name may occur twice, so rows are not objects here. */
  readonly rows: readonly (readonly Cell[])[];
}

/** What a tool asks of Athena. Throws CaseInsightsError; stops the query when the call is cancelled. */
export interface Athena {
  /** Runs one of our own queries to its end and reads every row. Identical text may be answered from a reused result. */
  query(statement: Sql): Promise<QueryResult>;
}

export interface ResultPage {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** Athena's token of the next page, or undefined after the last. */
  readonly nextToken: string | undefined;
}

/** Where a page starts, and how many rows it may have (at most 1,000). */
export interface PageRequest {
  readonly token: string | undefined;
  readonly size: number;
}

/** The steps of a query one by one, for `query_athena`, whose caller may come back for the rest. */
export interface StatementSteps {
  /** Starts a statement of the caller's. Its result is never a reused one. */
  start(text: string): Promise<string>;
  /**
   * Waits until the query has succeeded. At the deadline it throws `deadline` and leaves the query running. With its
   * text, a query that Athena fails and calls retryable is started again, under another id.
   */
  finished(queryExecutionId: string, text?: string): Promise<FinishedQuery>;
  page(query: FinishedQuery, request: PageRequest): Promise<ResultPage>;
  /** The text of a query of this workgroup, or undefined where there is none by this id. */
  textOf(queryExecutionId: string): Promise<string | undefined>;
}

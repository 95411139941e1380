import type { DuckDBConnection } from '@duckdb/node-api';
import type { Definitions } from './definitions.ts';
import type { ResultTable } from './result.ts';
import type { ScanEstimate } from './scan-estimate.ts';

export interface StatementSettings {
  readonly database: string;
  readonly partitionKeys: readonly string[];
  readonly location: string;
  readonly scannedBytes: ScanEstimate;
  readonly definitions: Definitions;
}

/** The execution that a statement runs in, as far as the statement's outcome depends on it. */
export interface RunPlace {
  readonly id: string;
  /** Where its workgroup keeps results. */
  readonly outputLocation: string;
}

/** A statement that was read: how Athena classifies it, and how to run it. */
export interface Statement {
  readonly type: 'DML' | 'UTILITY' | 'DDL';
  readonly substatement: string;
  /** Runs it. Throws StatementError, or DuckDB's error. */
  run(connection: DuckDBConnection, settings: StatementSettings, place: RunPlace): Promise<Outcome>;
}

export interface Outcome {
  readonly result: ResultTable;
  readonly scannedBytes: number;
  /** Whether Athena may answer the same text from this result. */
  readonly repeatable: boolean;
}

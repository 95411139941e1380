import { failureReason } from '@case-insights/trino-duckdb';

/** How Athena reports a failed query (its error catalog): category 1 system, 2 user, 3 other. */
export interface Failure {
  readonly reason: string;
  readonly category: 1 | 2 | 3;
  readonly errorType: number;
  readonly retryable: boolean;
}

/** The failure of a statement, as Athena reports it. */
export function failureOf(error: unknown): Failure {
  return { reason: failureReason(error), category: 2, errorType: 1006, retryable: false };
}

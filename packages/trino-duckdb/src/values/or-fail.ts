import type { TrinoType } from '../trino/types.ts';
import { raise } from './typed.ts';

/** `converted`, which is null where it fails; then the query fails with a message (SQL), unless the cast is safe. */
export function orFail(
  value: string,
  converted: string,
  message: string,
  to: TrinoType,
  safe: boolean,
): string {
  if (safe) return converted;
  const failed = raise(`'INVALID_CAST_ARGUMENT: ' || ${message}`, to);
  // Not by coalesce: DuckDB 1.5 crashes where that fails within TRY.
  return `CASE WHEN ${converted} IS NULL AND ${value} IS NOT NULL THEN ${failed} ELSE ${converted} END`;
}

import { offsetMinutes } from '../javascript/zones.ts';

// Every zoned value is an instant in DuckDB, and its zone is known from the statement.

/** The wall clock of an instant in a zone, as SQL. */
export function wallOf(sql: string, zone: string): string {
  if (zone === 'UTC') return `CAST(${sql} AS TIMESTAMP)`;
  const minutes = offsetMinutes(zone);
  if (minutes === undefined) return `(${sql} AT TIME ZONE '${zone}')`;
  return `(CAST(${sql} AS TIMESTAMP) + INTERVAL '${minutes}' MINUTE)`;
}

/** The instant of a wall clock in a zone, as SQL. */
export function zonedFrom(sql: string, zone: string): string {
  const minutes = offsetMinutes(zone);
  if (minutes === undefined) return `(${sql} AT TIME ZONE '${zone}')`;
  return minutes === 0
    ? `(${sql} AT TIME ZONE 'UTC')`
    : `((${sql} - INTERVAL '${minutes}' MINUTE) AT TIME ZONE 'UTC')`;
}

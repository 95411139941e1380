import { categoryValues } from '../cases/categories.ts';
import { UNKNOWN } from '../cases/columns.ts';
import { serviceCodes } from '../cases/services.ts';
import { joinSql, type Sql, sql } from '../sql/literal.ts';
import type { DayRange } from './calendar.ts';

// Filters as SQL conditions. Each means the same in Trino and in DuckDB, and none can fail on a row's values.

/** A column's value for grouping: without surrounding space, missing and empty alike the group `unknown`. */
export function groupOf(column: Sql): Sql {
  return sql`coalesce(nullif(trim(${column}), ''), ${UNKNOWN})`;
}

/** The same in lower case, for comparing. */
export function foldedGroupOf(column: Sql): Sql {
  return sql`coalesce(nullif(lower(trim(${column})), ''), ${UNKNOWN})`;
}

/**
 * True when `timecreated` is a point in time written as the table writes it, `2025-01-15T10:30:45.123Z`. The shape
 * puts every part in its place and the cast checks calendar and clock: `2025-13-45…` would sort between real days.
 * Anything else is no date, whatever it might have meant; a failing cast is null, not an error.
 */
const HAS_TIME_CREATED = sql`timecreated LIKE '____-__-__T__:__:__%Z' AND try_cast(replace(substr(timecreated, 1, 19), 'T', ' ') AS timestamp) IS NOT NULL`;

/** Newest first, rows without a valid time last, then in an order that never changes between two runs. */
export const NEWEST_FIRST = sql`CASE WHEN ${HAS_TIME_CREATED} THEN timecreated END DESC NULLS LAST, case_number, account_number`;

/** Created on one of the days, UTC, both included. ISO days sort as text, to the last day there is. */
export function createdWithin({ first, last }: DayRange): Sql {
  return sql`substr(timecreated, 1, 10) BETWEEN ${first} AND ${last} AND ${HAS_TIME_CREATED}`;
}

/** True for a case without a usable time of creation, which no filter on dates finds. Never null. */
export const IS_UNDATED = sql`NOT coalesce(${HAS_TIME_CREATED}, FALSE)`;

/**
 * The day, YYYY-MM-DD, on which the Case Insights pipeline read the case, or null. The table writes
 * `2025-07-31T09:12:00`, without a zone.
 */
export const RETRIEVED_DAY = sql`CASE WHEN case_retrieval_date LIKE '____-__-__T__:__:__%' AND try_cast(replace(substr(case_retrieval_date, 1, 19), 'T', ' ') AS timestamp) IS NOT NULL THEN substr(case_retrieval_date, 1, 10) END`;

/** A partition key: only this account's cases are read. */
export function ofAccount(accountNumber: string): Sql {
  return sql`account_number = ${accountNumber}`;
}

export function ofService(service: string): Sql {
  return sql`${foldedGroupOf(sql`servicecode`)} IN (${serviceCodes(service)})`;
}

export function ofRcaCategory(category: string): Sql {
  return sql`${foldedGroupOf(sql`rca_category`)} IN (${categoryValues(category)})`;
}

export function ofLifecycleCategory(category: string): Sql {
  return sql`${foldedGroupOf(sql`lifecycle_category`)} IN (${categoryValues(category)})`;
}

export function ofSeverity(severityCode: string): Sql {
  return sql`lower(trim(severitycode)) = ${severityCode}`;
}

/**
 * The case with this id or display number. A display number is the partition key `case_number`, and asking for that
 * alone makes Athena read one object instead of all.
 */
export function ofCase(caseId: string): Sql {
  if (/^\d+$/.test(caseId)) return sql`case_number = ${caseId}`;
  return sql`(caseid = ${caseId} OR displayid = ${caseId})`;
}

/** One of these cases, by number. A statement of Athena holds about 15,000 of them (262,144 bytes). */
export function ofCases(caseNumbers: readonly string[]): Sql {
  return sql`case_number IN (${caseNumbers})`;
}

export function allOf(conditions: readonly Sql[]): Sql {
  return joinSql(conditions, sql` AND `);
}

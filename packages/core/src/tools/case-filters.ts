import * as z from 'zod';
import { type Sql, sql } from '../sql/literal.ts';
import { addDays, type DayRange, isCalendarDay } from './calendar.ts';
import { allOf, ofAccount, ofService, ofSeverity } from './conditions.ts';
import { accountNumber, calendarDay, filter, severity } from './fields.ts';

// The filters that the counting tools share: what a caller may ask, which days that means, and its condition in SQL.

/** More days than a table of support cases spans; a caller who asks for more gets this many and is told so. */
export const MAX_DAYS_BACK = 3650;

export const filterFields = {
  start_date: calendarDay('YYYY-MM-DD, UTC').optional(),
  end_date: calendarDay('Included').optional(),
  service_code: filter('EC2, RDS or a code').optional(),
  account_number: accountNumber('12 digits').optional(),
  severity_code: severity('low to critical').optional(),
};

export interface CaseFilters {
  readonly start_date?: string | undefined;
  readonly end_date?: string | undefined;
  readonly service_code?: string | undefined;
  readonly account_number?: string | undefined;
  readonly severity_code?: string | undefined;
}

/** False where both days are given and the first is after the last. An invalid day has its own message. */
export function daysInOrder({ start_date: start, end_date: end }: CaseFilters): boolean {
  return (
    start === undefined || end === undefined || start <= end || !isCalendarDay(start) || !isCalendarDay(end)
  );
}

export const DAYS_OUT_OF_ORDER = { path: ['start_date'], error: 'must not be after end_date' };

/**
 * The days that a caller means: `end_date` replaces today, `start_date` replaces `days_back`, which is from
 * that many days ago, both days included, as `timecreated >= current_date - interval '30' day` in the deployment guide.
 */
export function daysAsked(input: CaseFilters & { readonly days_back: number }, today: string): DayRange {
  const last = input.end_date ?? today;
  return { first: input.start_date ?? addDays(last, -Math.min(input.days_back, MAX_DAYS_BACK)), last };
}

/** The note about a number that was lowered to the maximum, or undefined. */
export function clampNote(name: string, asked: number, most: number): string | undefined {
  if (asked <= most) return undefined;
  return `${name} ${asked.toLocaleString('en')} is more than the maximum, so ${most.toLocaleString('en')} was used.`;
}

/** A result's `filters_applied` apart from the days: the filters that were given. */
export const filtersShown = {
  service_code: z.string().optional().describe('As asked'),
  account_number: z.string().optional().describe('As asked'),
  severity_code: z.string().optional().describe('As asked'),
};

export function filtersAsked({ service_code, account_number, severity_code }: CaseFilters) {
  return {
    ...(service_code === undefined ? {} : { service_code }),
    ...(account_number === undefined ? {} : { account_number }),
    ...(severity_code === undefined ? {} : { severity_code }),
  };
}

/** The conditions of these filters but for the days and the account, which is a partition key. */
export function filterConditions({ service_code: service, severity_code: severityCode }: CaseFilters): Sql[] {
  return [
    ...(service === undefined ? [] : [ofService(service)]),
    ...(severityCode === undefined ? [] : [ofSeverity(severityCode)]),
  ];
}

/** `WHERE …` for what is a partition key, so that Athena reads no other account's cases; empty without such a filter. */
export function wherePartition(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sql`` : sql`\nWHERE ${allOf(conditions)}`;
}

export function partitionConditions({ account_number: account }: CaseFilters): Sql[] {
  return account === undefined ? [] : [ofAccount(account)];
}

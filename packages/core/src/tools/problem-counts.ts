import { categoryName } from '../cases/categories.ts';
import { UNKNOWN } from '../cases/columns.ts';
import { compareText } from '../compare-text.ts';
import { byPriority, type PackableCase } from '../packing/packable-case.ts';
import { type DayRange, daysInRange, intervalOf, intervalStarts } from './calendar.ts';
import {
  type CompleteIntervals,
  completeIntervals,
  type Freshness,
  lastCompleteDay,
  type Spell,
  trendBetween,
  trendOf,
} from './completeness.ts';
import {
  type Change,
  LARGEST_PROBLEMS,
  type Problem,
  type ProblemFields,
  withFewerProblems,
} from './problem-fields.ts';

// Counts the cases of the problems that a model named, by the day, severity, service and so on of each.

/** Services, accounts and root causes listed of each problem. */
const LARGEST_GROUPS = 3;

/** A problem as models named it. */
export interface NamedProblem {
  readonly id?: string;
  readonly name: string;
  readonly definition: string;
  readonly theme?: string;
  /** The number of its most typical case. */
  readonly typical?: string;
  /** Many small problems together, which is not one of the largest however many cases it has. */
  readonly rest?: boolean;
}

/** A case that was read, and the place of its problem in a list; undefined where it has none. */
export interface SortedCase {
  readonly case: PackableCase;
  readonly problem: number | undefined;
}

export interface ProblemSetting {
  readonly range: DayRange;
  readonly freshness: Freshness;
  /** Matching cases with a summary. Where fewer were read, these are the most severe and newest, which show no trend. */
  readonly available: number;
  readonly compared?: { readonly range: DayRange; readonly available: number };
}

/** Counts the cases of each problem, by all that a result says of it. */
export function countProblems(
  problems: readonly NamedProblem[],
  cases: readonly SortedCase[],
  setting: ProblemSetting,
): ProblemFields {
  const { range, freshness, available, compared } = setting;
  const isCompared = (one: SortedCase) => compared !== undefined && isCreatedWithin(one.case, compared.range);
  const current = cases.filter((one) => !isCompared(one));
  const earlier = cases.filter(isCompared);
  const allRead = current.length >= available;
  const interval = intervalOf(range);
  const dates = intervalStarts(range, interval);
  const whole = completeIntervals(dates, interval, range, freshness);
  const incompleteFrom = dates[whole.to];
  const series: Series = {
    dates,
    interval,
    complete: allRead ? whole : { from: dates.length, to: dates.length },
    read: current.length,
  };
  const ofProblem = casesByProblem(problems.length, current);
  const ofProblemBefore = casesByProblem(problems.length, earlier);
  const isBefore = compared !== undefined && compared.range.last < range.first;
  const rest = new Set(problems.flatMap((named) => (named.rest === true ? named.name : [])));
  const counted = problems
    .map((named, place) => ({
      ...problemOf(named, ofProblem[place] ?? [], {
        ...series,
        casesBefore: isBefore ? (ofProblemBefore[place]?.length ?? 0) : 0,
      }),
      ...(compared === undefined
        ? {}
        : {
            compared: {
              cases: ofProblemBefore[place]?.length ?? 0,
              change:
                allRead && earlier.length >= compared.available
                  ? changeOf(
                      periodOf(ofProblemBefore[place] ?? [], compared.range, freshness),
                      periodOf(ofProblem[place] ?? [], range, freshness),
                    )
                  : 'unknown',
            },
          }),
    }))
    .filter((one) => size(one) > 0)
    .sort(
      (a, b) =>
        Number(rest.has(a.name)) - Number(rest.has(b.name)) ||
        size(b) - size(a) ||
        compareText(a.name, b.name),
    );
  return withFewerProblems(
    {
      problems: counted,
      problems_unassigned: current.filter(({ problem }) => problem === undefined).length,
      problem_dates: {
        interval,
        dates,
        ...(incompleteFrom === undefined ? {} : { incomplete_from: incompleteFrom }),
      },
    },
    LARGEST_PROBLEMS,
  );
}

interface Series {
  readonly dates: readonly string[];
  readonly interval: ReturnType<typeof intervalOf>;
  readonly complete: CompleteIntervals;
  /** Cases read of the period. */
  readonly read: number;
}

function problemOf(
  { id, name, definition, theme, typical }: NamedProblem,
  cases: readonly PackableCase[],
  { dates, interval, complete, read, casesBefore }: Series & { readonly casesBefore: number },
): Problem {
  const days = cases
    .flatMap(({ timeCreated }) => (timeCreated === null ? [] : [timeCreated.slice(0, 10)]))
    .sort(compareText);
  const counts = countByInterval(days, dates);
  const [firstDay] = days;
  const lastDay = days.at(-1);
  const isNew = firstDay !== undefined && casesBefore === 0 && !isInEarlierHalf(counts, complete);
  const [mostSevere] = byPriority(cases);
  const newest = cases.toSorted((a, b) => compareText(b.timeCreated ?? '', a.timeCreated ?? ''))[0];
  const examples = [mostSevere?.caseNumber, newest?.caseNumber, typical].filter(
    (number) => number !== undefined,
  );
  return {
    ...(id === undefined ? {} : { id }),
    name,
    definition,
    ...(theme === undefined ? {} : { theme }),
    cases: cases.length,
    share: read === 0 ? 0 : Math.round((cases.length / read) * 10_000) / 10_000,
    trend: trendOf(counts, dates, interval, complete),
    ...(isNew ? { new_since: firstDay } : {}),
    ...(firstDay === undefined ? {} : { first_day: firstDay }),
    ...(lastDay === undefined ? {} : { last_day: lastDay }),
    counts,
    by_severity: countBy(cases, ({ severityCode }) => severityCode?.trim().toLowerCase()),
    by_service: countBy(cases, ({ service }) => service, LARGEST_GROUPS),
    by_account: countBy(cases, ({ accountNumber }) => accountNumber, LARGEST_GROUPS),
    by_rca_category: countBy(
      cases,
      ({ rcaCategory }) => (rcaCategory === null ? null : categoryName(rcaCategory)),
      LARGEST_GROUPS,
    ),
    examples: [...new Set(examples)],
  };
}

/** Whether the intervals before the later half of the complete ones have a case. True where there are no halves. */
function isInEarlierHalf(counts: readonly number[], { from, to }: CompleteIntervals): boolean {
  const half = Math.floor((to - from) / 2);
  return half === 0 || sum(counts.slice(0, from + half)) > 0;
}

/** How many days, in order, lie in each interval. */
function countByInterval(days: readonly string[], dates: readonly string[]): number[] {
  const counts = dates.map(() => 0);
  let place = 0;
  for (const one of days) {
    while (place + 1 < dates.length && (dates[place + 1] ?? '') <= one) place += 1;
    counts[place] = (counts[place] ?? 0) + 1;
  }
  return counts;
}

/** The cases of a period, and those of its days that are complete. */
interface Period {
  readonly cases: number;
  readonly complete: Spell;
}

/** The newest days still fill up, as the newest intervals do: a month that has begun would always look like a decline. */
function periodOf(cases: readonly PackableCase[], range: DayRange, freshness: Freshness): Period {
  const complete = { first: range.first, last: lastCompleteDay(range, freshness) };
  return {
    cases: cases.length,
    complete: {
      cases: cases.filter((one) => isCreatedWithin(one, complete)).length,
      days: complete.last < complete.first ? 0 : daysInRange(complete.first, complete.last),
    },
  };
}

const CHANGE_OF_TREND = { rising: 'grew', falling: 'shrank', steady: 'steady', unknown: 'unknown' } as const;

function changeOf(before: Period, now: Period): Change {
  if (before.complete.days === 0 || now.complete.days === 0) return 'unknown';
  if (before.cases === 0) return 'new';
  if (now.cases === 0) return 'gone';
  return CHANGE_OF_TREND[trendBetween(before.complete, now.complete)];
}

function casesByProblem(problems: number, cases: readonly SortedCase[]): PackableCase[][] {
  const groups: PackableCase[][] = Array.from({ length: problems }, () => []);
  for (const { case: one, problem: place } of cases) if (place !== undefined) groups[place]?.push(one);
  return groups;
}

/** Most first, then by name; missing and empty values are `unknown`. */
function countBy(
  cases: readonly PackableCase[],
  groupOf: (one: PackableCase) => string | null | undefined,
  limit?: number,
): Record<string, number> {
  const counts = new Map<string, number>();
  for (const one of cases) {
    const value = groupOf(one)?.trim();
    const group = value === undefined || value === '' ? UNKNOWN : value;
    counts.set(group, (counts.get(group) ?? 0) + 1);
  }
  return Object.fromEntries(
    [...counts].sort(([a, ofA], [b, ofB]) => ofB - ofA || compareText(a, b)).slice(0, limit),
  );
}

export function isCreatedWithin({ timeCreated }: PackableCase, { first, last }: DayRange): boolean {
  const date = timeCreated?.slice(0, 10) ?? '';
  return first <= date && date <= last;
}

function size({ cases, compared }: Pick<Problem, 'cases' | 'compared'>): number {
  return cases + (compared?.cases ?? 0);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

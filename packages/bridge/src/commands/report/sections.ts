import { SEVERITIES } from '@case-insights/core/cases';
import type { JsonObject } from '../../json-rpc.ts';
import { countsIn, listIn, numberIn, numbersIn, textIn, textsIn } from './answers.ts';
import type { ReportData } from './gather.ts';

/** The groups that a report counts cases by: the answer's field, and what one of them is called. */
export const GROUPS = [
  ['by_severity', 'severity'],
  ['by_service', 'service'],
  ['by_rca_category', 'root cause'],
  ['by_lifecycle_category', 'practice that would have helped'],
  ['by_account', 'account'],
] as const;

export interface ComparedCount {
  readonly name: string;
  readonly cases: number;
  /** In the days before; undefined where these are not compared, or list only the largest groups, and this is none of them. */
  readonly before: number | undefined;
}

/** The cases of each group now and in the days before, in the order of the present counts. */
export function comparedCounts(
  { answers, earlier }: ReportData,
  field: (typeof GROUPS)[number][0],
): ComparedCount[] {
  const before = new Map(countsIn(earlier ?? {}, field));
  const now = countsIn(answers.get_case_summary, field);
  const named = new Set(now.map(([name]) => name));
  const gone = [...before].filter(([name]) => !named.has(name));
  // The accounts listed are the largest of each period, so that an account that is missing may have cases.
  const absent = field === 'by_account' || earlier === undefined ? undefined : 0;
  return [
    ...now.map(([name, cases]) => ({ name, cases, before: before.get(name) ?? absent })),
    ...(absent === undefined ? [] : gone.map(([name, cases]) => ({ name, cases: 0, before: cases }))),
  ];
}

export interface Trend {
  readonly service: string;
  readonly trend: string;
  readonly total: number;
  readonly counts: readonly number[];
}

export interface Trends {
  readonly interval: string;
  readonly dates: readonly string[];
  readonly incompleteFrom: string | undefined;
  readonly services: readonly Trend[];
}

export function trendsOf({ answers }: ReportData): Trends {
  const answer = answers.get_service_trends;
  return {
    interval: textIn(answer, 'interval') ?? 'interval',
    dates: textsIn(answer, 'dates'),
    incompleteFrom: textIn(answer, 'incomplete_from'),
    services: listIn(answer, 'services').map((service) => ({
      service: textIn(service, 'service') ?? 'unknown',
      trend: textIn(service, 'trend') ?? 'unknown',
      total: numberIn(service, 'total_cases'),
      counts: numbersIn(service, 'counts'),
    })),
  };
}

export interface ReportedProblem {
  readonly name: string;
  readonly definition: string;
  readonly cases: number;
  readonly trend: string;
  readonly highestSeverity: string | undefined;
  readonly services: readonly string[];
  readonly examples: readonly string[];
}

/** The problems that an analysis counted; none from a server that does not count them. */
export function problemsOf(analysis: JsonObject): ReportedProblem[] {
  return listIn(analysis, 'problems').map((problem) => ({
    name: textIn(problem, 'name') ?? 'unnamed',
    definition: textIn(problem, 'definition') ?? '',
    cases: numberIn(problem, 'cases'),
    trend: textIn(problem, 'trend') ?? 'unknown',
    highestSeverity: highestOf(countsIn(problem, 'by_severity').map(([severity]) => severity)),
    services: countsIn(problem, 'by_service').map(([service]) => service),
    examples: textsIn(problem, 'examples'),
  }));
}

function highestOf(severities: readonly string[]): string | undefined {
  return SEVERITIES.find((severity) => severities.includes(severity));
}

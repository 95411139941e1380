import { isKnownCategory, LIFECYCLE_CATEGORIES, RCA_CATEGORIES } from '../cases/categories.ts';
import { serviceName } from '../cases/services.ts';
import { SEVERITIES } from '../cases/severities.ts';
import { type CaseSource, fromCases } from '../cases/source.ts';
import { joinSql, type Sql, sql } from '../sql/literal.ts';
import type { AnalyzeCaseSummariesInput, AnalyzeCaseSummariesOutput } from './analyze-case-summaries.ts';
import { describeRange } from './calendar.ts';
import {
  allOf,
  createdWithin,
  ofCase,
  ofLifecycleCategory,
  ofRcaCategory,
  ofService,
  ofSeverity,
} from './conditions.ts';
import { caseGroups, groupsQuery } from './groups.ts';
import { countOf, type TableResult, textOf, toRecords } from './rows.ts';

/** A case chosen for analysis. */
export interface SelectedCase {
  readonly caseNumber: string | null;
  /** The name people say, or the code where nobody says any. */
  readonly service: string | null;
  readonly severityCode: string | null;
  readonly rcaCategory: string | null;
  /** ISO 8601 in UTC. */
  readonly timeCreated: string;
  /** The day of it, YYYY-MM-DD. */
  readonly date: string;
  /** Null until the Case Insights deployment has written it. */
  readonly summary: string | null;
}

export interface CaseSelection {
  /** All matches, also those beyond `max_cases`. */
  readonly totalCases: number;
  readonly summariesAvailable: number;
  /** At most `max_cases`: those with a summary first, the most severe of them first, then the newest. */
  readonly cases: readonly SelectedCase[];
  readonly queryExecutionId: string;
}

export interface CaseStatistics {
  readonly totalCases: number;
  readonly summariesAvailable: number;
  readonly statistics: NonNullable<AnalyzeCaseSummariesOutput['statistics']>;
}

const SAMPLE_CASES = 5;

const SUMMARY = sql`nullif(trim(case_summary), '')`;

const SEVERITY_RANK = sql`CASE lower(trim(severitycode)) ${joinSql(
  SEVERITIES.map((severity, rank) => sql`WHEN ${severity} THEN ${rank}`),
  sql` `,
)} ELSE ${SEVERITIES.length} END`;

/**
 * Reads the cases to analyze. Cases without a summary come last: they are counted and shown, but would take the
 * place of one that can be read.
 */
export function caseSelectionQuery(input: AnalyzeCaseSummariesInput, source: CaseSource): Sql {
  return sql`SELECT case_number, servicecode, severitycode, rca_category, timecreated, ${SUMMARY} AS summary, count(*) OVER () AS total_cases, count(${SUMMARY}) OVER () AS summaries_available
FROM ${fromCases(source)}
WHERE ${allOf(conditionsOf(input))}
ORDER BY CASE WHEN ${SUMMARY} IS NULL THEN 1 ELSE 0 END, ${SEVERITY_RANK}, timecreated DESC, case_number, account_number
LIMIT ${input.max_cases}`;
}

/** Counts all matches by group, so that what is said about numbers does not depend on which texts were read. */
export function caseStatisticsQuery(input: AnalyzeCaseSummariesInput, source: CaseSource): Sql {
  return groupsQuery(source, conditionsOf(input));
}

export function caseSelection(result: TableResult): CaseSelection {
  const rows = toRecords(result);
  return {
    totalCases: countOf(rows[0], 'total_cases'),
    summariesAvailable: countOf(rows[0], 'summaries_available'),
    cases: rows.map((row) => {
      const serviceCode = textOf(row, 'servicecode');
      const timeCreated = textOf(row, 'timecreated') ?? '';
      return {
        caseNumber: textOf(row, 'case_number'),
        service: serviceCode === null ? null : serviceName(serviceCode),
        severityCode: textOf(row, 'severitycode'),
        rcaCategory: textOf(row, 'rca_category'),
        timeCreated,
        date: timeCreated.slice(0, 10),
        summary: textOf(row, 'summary'),
      };
    }),
    queryExecutionId: result.queryExecutionId,
  };
}

export function caseStatistics(result: TableResult): CaseStatistics {
  const groups = caseGroups(toRecords(result));
  return {
    totalCases: groups.totalCases,
    summariesAvailable: groups.summaries,
    statistics: {
      by_severity: groups.bySeverity,
      by_service: groups.byService,
      by_rca_category: groups.byRcaCategory,
      by_lifecycle_category: groups.byLifecycleCategory,
      by_month: groups.byMonth,
    },
  };
}

/** The result's `filters_applied`: as asked, null where not asked. */
export function analysisFilters(
  input: AnalyzeCaseSummariesInput,
): AnalyzeCaseSummariesOutput['filters_applied'] {
  return {
    date_range: describeRange({ first: input.start_date, last: input.end_date }),
    severity_code: input.severity_code ?? null,
    service_code: input.service_code ?? null,
    case_id: input.case_id ?? null,
    rca_category: input.rca_category ?? null,
    lifecycle_category: input.lifecycle_category ?? null,
  };
}

/** The first of the selection, most severe and newest, as the result shows them. */
export function sampleCases(cases: readonly SelectedCase[]): AnalyzeCaseSummariesOutput['sample_cases'] {
  return cases.slice(0, SAMPLE_CASES).map((selected) => ({
    case_number: selected.caseNumber,
    service: selected.service,
    severity: selected.severityCode,
    rca_category: selected.rcaCategory,
    date: selected.date,
  }));
}

/** What `analysis` says when no case matches: what to change, with the known categories where one is not among them. */
export function nothingFound(input: AnalyzeCaseSummariesInput): string {
  const { rca_category: rca, lifecycle_category: lifecycle } = input;
  const sentences = [
    `No case matches these filters between ${input.start_date} and ${input.end_date}: widen the dates or drop a filter.`,
  ];
  if (rca !== undefined && !isKnownCategory(rca, RCA_CATEGORIES)) {
    sentences.push(`"${rca}" is not a known RCA category; these are: ${RCA_CATEGORIES.join(', ')}.`);
  }
  if (lifecycle !== undefined && !isKnownCategory(lifecycle, LIFECYCLE_CATEGORIES)) {
    sentences.push(
      `"${lifecycle}" is not a known lifecycle category; these are: ${LIFECYCLE_CATEGORIES.join(', ')}.`,
    );
  }
  return sentences.join(' ');
}

function conditionsOf(input: AnalyzeCaseSummariesInput): readonly Sql[] {
  return [
    ...(input.case_id === undefined ? [] : [ofCase(input.case_id)]),
    createdWithin({ first: input.start_date, last: input.end_date }),
    ...(input.severity_code === undefined ? [] : [ofSeverity(input.severity_code)]),
    ...(input.service_code === undefined ? [] : [ofService(input.service_code)]),
    ...(input.rca_category === undefined ? [] : [ofRcaCategory(input.rca_category)]),
    ...(input.lifecycle_category === undefined ? [] : [ofLifecycleCategory(input.lifecycle_category)]),
  ];
}

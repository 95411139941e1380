import { serviceName } from '../cases/services.ts';
import { SEVERITIES } from '../cases/severities.ts';
import { type CaseSource, fromCases } from '../sql/case-source.ts';
import { joinSql, type Sql, sql } from '../sql/literal.ts';
import {
  type AnalyzeCaseSummariesInput,
  type AnalyzeCaseSummariesOutput,
  casesToRead,
  rangeOf,
} from './analyze-case-summaries.ts';
import type { DayRange } from './calendar.ts';
import { caseCounts, caseCountsAndDelaysQuery, type DataAge, retrievalDelays } from './case-counts.ts';
import { retrievalLag } from './completeness.ts';
import {
  allOf,
  createdWithin,
  ofCase,
  ofCases,
  ofLifecycleCategory,
  ofRcaCategory,
  ofService,
  ofSeverity,
} from './conditions.ts';
import { countOf, type TableResult, textOf, toRecords } from './rows.ts';

// The cases that an analysis is about: the SQL that reads and counts them, and what its rows hold.

/** A case chosen for analysis. */
export interface SelectedCase {
  readonly caseNumber: string | null;
  /** The everyday name of the service, or its code where it has none. */
  readonly service: string | null;
  readonly severityCode: string | null;
  readonly rcaCategory: string | null;
  readonly accountNumber: string | null;
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
  readonly age: DataAge;
  /** In how many days nine of ten cases are in the table, from `retrievalLag`. */
  readonly lag: number;
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

/** Which cases beside the filters: of the main period unless another is given, and only these where any are. */
export interface CasesAmong {
  readonly range?: DayRange;
  readonly caseNumbers?: readonly string[] | undefined;
}

/**
 * Reads the cases to analyze. Cases without a summary come last: they are counted and listed, but would displace
 * one that can be read.
 */
export function caseSelectionQuery(
  input: AnalyzeCaseSummariesInput,
  source: CaseSource,
  { range = rangeOf(input), caseNumbers }: CasesAmong = {},
): Sql {
  return sql`SELECT account_number, case_number, servicecode, severitycode, rca_category, timecreated, ${SUMMARY} AS summary, count(*) OVER () AS total_cases, count(${SUMMARY}) OVER () AS summaries_available
FROM ${fromCases(source)}
WHERE ${allOf([...partitionOf(input, caseNumbers), createdWithin(range), ...conditionsOf(input)])}
ORDER BY CASE WHEN ${SUMMARY} IS NULL THEN 1 ELSE 0 END, ${SEVERITY_RANK}, timecreated DESC, case_number, account_number
LIMIT ${casesToRead(input)}`;
}

/** Counts all matches by group, so that what is said about numbers does not depend on which texts were read. */
export function caseStatisticsQuery(
  input: AnalyzeCaseSummariesInput,
  source: CaseSource,
  { range = rangeOf(input), caseNumbers }: CasesAmong = {},
): Sql {
  return caseCountsAndDelaysQuery({
    source,
    range,
    conditions: conditionsOf(input),
    partition: partitionOf(input, caseNumbers),
  });
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
        accountNumber: textOf(row, 'account_number'),
        timeCreated,
        date: timeCreated.slice(0, 10),
        summary: textOf(row, 'summary'),
      };
    }),
    queryExecutionId: result.queryExecutionId,
  };
}

export function caseStatistics(result: TableResult): CaseStatistics {
  const rows = toRecords(result);
  const counts = caseCounts(rows);
  return {
    age: counts.age,
    lag: retrievalLag(retrievalDelays(rows)),
    totalCases: counts.totalCases,
    summariesAvailable: counts.summaries,
    statistics: {
      by_severity: counts.bySeverity,
      by_service: counts.byService,
      by_rca_category: counts.byRcaCategory,
      by_lifecycle_category: counts.byLifecycleCategory,
      by_month: counts.byMonth,
    },
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

/** For named cases only their partitions are read, since a case's number is a partition key. */
function partitionOf(
  input: AnalyzeCaseSummariesInput,
  caseNumbers: readonly string[] | undefined,
): readonly Sql[] {
  return [
    ...(input.case_id === undefined ? [] : [ofCase(input.case_id)]),
    ...(caseNumbers === undefined ? [] : [ofCases(caseNumbers)]),
  ];
}

function conditionsOf(input: AnalyzeCaseSummariesInput): readonly Sql[] {
  return [
    ...(input.severity_code === undefined ? [] : [ofSeverity(input.severity_code)]),
    ...(input.service_code === undefined ? [] : [ofService(input.service_code)]),
    ...(input.rca_category === undefined ? [] : [ofRcaCategory(input.rca_category)]),
    ...(input.lifecycle_category === undefined ? [] : [ofLifecycleCategory(input.lifecycle_category)]),
  ];
}

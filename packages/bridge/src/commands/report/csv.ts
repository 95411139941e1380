import { csvText } from '../csv.ts';
import { numberIn } from './answers.ts';
import type { ReportData } from './gather.ts';
import { comparedCounts, GROUPS, problemsOf, trendsOf } from './sections.ts';

/** Excel reads UTF-8 only behind it. */
const BYTE_ORDER_MARK = '\ufeff';

const COLUMNS = ['section', 'name', 'from', 'to', 'cases', 'cases_before', 'trend'] as const;

type Row = readonly (string | number | null)[];

/** The report as one long table for spreadsheets: each count with its section, name and days. */
export function reportCsv(data: ReportData): string {
  const { period, answers, earlier } = data;
  const counted = (section: string, name: string, cases: number, before: number | undefined): Row => [
    ...[section, name, period.first, period.last, cases],
    ...[before ?? null, null],
  ];
  const totals = counted(
    'total',
    'all',
    numberIn(answers.get_case_summary, 'total_cases'),
    earlier === undefined ? undefined : numberIn(earlier, 'total_cases'),
  );
  const groups = GROUPS.flatMap(([field, section]) =>
    comparedCounts(data, field).map(({ name, cases, before }) => counted(section, name, cases, before)),
  );
  const problems = problemsOf(answers.analyze_case_summaries ?? {}).map(
    ({ name, cases, trend }): Row => ['problem', name, period.first, period.last, cases, null, trend],
  );
  const rows = [totals, ...groups, ...trendRows(data), ...problems];
  return BYTE_ORDER_MARK + csvText(COLUMNS, rows);
}

/** A row for each service and interval, which begins on its date. */
function trendRows(data: ReportData): Row[] {
  const { interval, dates, services } = trendsOf(data);
  return services.flatMap(({ service, counts, trend }) =>
    dates.map((date, index) => [
      `service by ${interval}`,
      service,
      date,
      null,
      counts[index] ?? null,
      null,
      trend,
    ]),
  );
}

import { UNKNOWN } from '@case-insights/core/cases';
import type { ToolName } from '@case-insights/core/names';
import {
  analyzeCaseSummaries,
  analyzeWithBedrock,
  getCaseSummary,
  getRcaAnalysis,
  getServiceTrends,
  queryAthena,
} from '@case-insights/core/tools';
import type * as z from 'zod';
import { counted } from '../describe-cases.ts';
import type { Screen } from './screen.ts';
import { bar, sparkline, wrap } from './text.ts';

/** One call of the demo: a tool, its arguments, and how to show the answer. */
export interface DemoCall {
  readonly tool: ToolName;
  readonly why: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** Parses the answer and shows it. Throws when it is not what the tool promises. */
  show(answer: unknown, screen: Screen): void;
}

/** The cases that the calls ask about: how many, and the days that they span, so that any data gives an answer. */
export interface DemoCases {
  readonly count: number;
  /** YYYY-MM-DD. */
  readonly first: string;
  readonly last: string;
}

const DAY_MS = 86_400_000;
/** The tools' limit for `days_back`. */
const MAX_DAYS_BACK = 3650;
/** The demo shows only the beginning of a long analysis. */
const SHOWN_LINES = 16;
const BAR_COLUMNS = 24;
const SHOWN_PROBLEMS = 8;
/** Cases that are read into problems: a language model on this machine takes minutes for more. */
const MOST_CASES_READ = 1_000;
const TREND_SIGNS = { rising: '↗', falling: '↘', steady: '→', unknown: '?' } as const;

/**
 * Calls the tools about these cases, one by one, since later calls use the results of earlier ones. All cases are asked
 * about where an analysis can read them all; otherwise the newest.
 */
export function* demoCalls({ count, first, last }: DemoCases, today: string): Generator<DemoCall, void> {
  const daysSince = (day: string) =>
    Math.min(MAX_DAYS_BACK, Math.max(1, (Date.parse(today) - Date.parse(day)) / DAY_MS));
  const daysBefore = (days: number) => new Date(Date.parse(last) - days * DAY_MS).toISOString().slice(0, 10);
  const isAll = count <= MOST_CASES_READ;
  let category: string = UNKNOWN;
  let rows: unknown = [];

  yield {
    tool: 'get_case_summary',
    why: isAll ? 'What did we open?' : 'What did we open in the 90 days before our newest case?',
    arguments: { days_back: daysSince(isAll ? first : daysBefore(90)) },
    show(answer, screen) {
      const summary = getCaseSummary.outputSchema.parse(answer);
      category = Object.keys(summary.by_rca_category).find((name) => name !== UNKNOWN) ?? category;
      screen.detail(
        `${screen.bold(counted(summary.total_cases, 'case'))} in ${counted(summary.unique_accounts, 'account')} and ${counted(summary.unique_services, 'service')}`,
      );
      if (summary.cases_without_date !== undefined) {
        const undated = counted(summary.cases_without_date, 'case');
        screen.detail(screen.dim(`and ${undated} without a date that can be read, which no day finds`));
      }
      showBars(screen, 'severity', Object.entries(summary.by_severity));
      showBars(screen, 'root cause', Object.entries(summary.by_rca_category));
    },
  };
  yield {
    tool: 'get_service_trends',
    why: 'Which services cause more cases than before?',
    arguments: { days_back: daysSince(first) },
    show(answer, screen) {
      const { interval, services, incomplete_from } = getServiceTrends.outputSchema.parse(answer);
      screen.table(
        [
          { title: 'service' },
          { title: 'cases', align: 'right' },
          { title: `by ${interval}` },
          { title: 'trend' },
        ],
        services
          .slice(0, 8)
          .map(({ service, total_cases, counts, trend }) => [
            service,
            String(total_cases),
            sparkline(counts),
            `${TREND_SIGNS[trend]} ${trend}`,
          ]),
      );
      if (incomplete_from !== undefined)
        screen.detail(screen.dim(`still filling up from ${incomplete_from} on, which no trend uses`));
    },
  };
  yield {
    tool: 'get_rca_analysis',
    why: 'What is behind the most frequent root cause?',
    arguments: { rca_category: category, limit: 5 },
    show(answer, screen) {
      const { total_cases, cases } = getRcaAnalysis.outputSchema.parse(answer);
      screen.detail(`${screen.bold(counted(total_cases, 'case'))}, the newest:`);
      screen.table(
        [{ title: 'case' }, { title: 'opened' }, { title: 'severity' }, { title: 'subject' }],
        cases.map((found) => [
          found.case_number ?? '',
          found.date ?? '',
          found.severity ?? '',
          found.subject ?? '',
        ]),
      );
    },
  };
  yield {
    tool: 'query_athena',
    why: 'Anything else: plain SQL, read-only',
    arguments: {
      query:
        "SELECT account_number, count(*) AS cases, count_if(severitycode IN ('critical', 'urgent')) AS severe, max(substr(timecreated, 1, 10)) AS newest FROM case_summary GROUP BY account_number ORDER BY cases DESC",
      max_results: 5,
    },
    show(answer, screen) {
      const result = queryAthena.outputSchema.parse(answer);
      rows = result.rows;
      screen.table(
        result.columns.map((title, index) =>
          result.column_types[index] === 'bigint' ? { title, align: 'right' as const } : { title },
        ),
        result.rows.map((row) => result.columns.map((column) => String(row[column] ?? ''))),
      );
      screen.detail(screen.dim(`${result.data_scanned_bytes.toLocaleString('en')} bytes scanned`));
    },
  };
  yield {
    tool: 'analyze_case_summaries',
    why: isAll
      ? 'What are our top problems?'
      : 'What were our top problems in the last half year of these cases?',
    arguments: {
      start_date: isAll ? first : daysBefore(180),
      end_date: last,
      analysis_question: 'What are our top problems?',
      coverage: 'all',
      max_cases: MOST_CASES_READ,
    },
    show(answer, screen) {
      const result = analyzeCaseSummaries.outputSchema.parse(answer);
      screen.detail(
        `${screen.bold(`${result.summaries_analyzed} summaries read`)} of ${counted(result.total_cases_found, 'case')}, about ${result.token_management.estimated_input_tokens.toLocaleString('en')} tokens`,
      );
      showProblems(screen, result);
      showText(screen, result.analysis);
    },
  };
  yield {
    tool: 'analyze_with_bedrock',
    why: 'And of any data, such as the rows above?',
    arguments: { data: JSON.stringify(rows), analysis_prompt: 'Which account needs attention, and why?' },
    show(answer, screen) {
      const { analysis, usage } = analyzeWithBedrock.outputSchema.parse(answer);
      showText(screen, analysis);
      screen.detail(screen.dim(`${usage.input_tokens} tokens read, ${usage.output_tokens} written`));
    },
  };
}

/** The largest problems, and how all problems add up to the cases read. */
function showProblems(screen: Screen, result: z.output<typeof analyzeCaseSummaries.outputSchema>): void {
  const {
    problems,
    problems_other: other,
    problems_unassigned: unassigned = 0,
    problem_dates: dates,
  } = result;
  if (problems === undefined || problems.length === 0) return;
  const shown = problems.slice(0, SHOWN_PROBLEMS);
  screen.table(
    [
      { title: 'problem' },
      { title: 'cases', align: 'right' },
      { title: dates === undefined ? '' : `by ${dates.interval}` },
      { title: 'trend' },
    ],
    shown.map(({ name, cases, counts, trend, new_since: since }) => [
      name,
      String(cases),
      sparkline(counts),
      `${TREND_SIGNS[trend]} ${since === undefined ? trend : `new since ${since}`}`,
    ]),
  );
  const smaller = problems.slice(SHOWN_PROBLEMS);
  const rest = {
    problems: smaller.length + (other?.problems ?? 0),
    cases: smaller.reduce((sum, { cases }) => sum + cases, other?.cases ?? 0),
  };
  const said = [
    ...(rest.problems === 0
      ? []
      : [`and ${counted(rest.problems, 'smaller problem')} with ${counted(rest.cases, 'case')}`]),
    `${counted(unassigned, 'case')} without one`,
  ];
  screen.detail(screen.dim(said.join('; ')));
}

function showBars(screen: Screen, title: string, groups: readonly (readonly [string, number])[]): void {
  if (groups.length === 0) return;
  const shown = groups.slice(0, 5);
  const highest = Math.max(...shown.map(([, count]) => count));
  screen.table(
    [{ title }, { title: '', align: 'right' }, { title: '' }],
    shown.map(([name, count]) => [name, String(count), bar(count, highest, BAR_COLUMNS)]),
  );
}

function showText(screen: Screen, text: string): void {
  const lines = wrap(text.trim(), screen.width);
  for (const line of lines.slice(0, SHOWN_LINES)) screen.detail(screen.markdown(line));
  const more = lines.length - SHOWN_LINES;
  if (more > 0) screen.detail(screen.dim(`… and ${counted(more, 'more line')}`));
}

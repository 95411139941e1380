import type { VIEW_OF_TOOL } from '../page.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

function daysAgo(days: number): string {
  return new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
}

/** A call of each tool that has a view, with something to see in it. */
export const EXAMPLES: Readonly<Record<keyof typeof VIEW_OF_TOOL, () => Readonly<Record<string, unknown>>>> =
  {
    get_case_summary: () => ({ days_back: 180 }),
    get_service_trends: () => ({ days_back: 180 }),
    analyze_case_summaries: () => ({ start_date: daysAgo(180), end_date: daysAgo(0), coverage: 'all' }),
    query_athena: () => ({
      query:
        "SELECT substr(timecreated, 1, 7) AS month, count(*) AS cases, count(DISTINCT account_number) AS accounts, max(subject) AS a_subject FROM case_summary WHERE timecreated >= '2000' GROUP BY 1 ORDER BY 1",
    }),
  };

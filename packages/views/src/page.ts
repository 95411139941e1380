import type { ToolName } from '@case-insights/core/names';

/** What the page shows: the result of one tool, or a report of several results. */
export type ViewName = 'summary' | 'trends' | 'analysis' | 'rows' | 'report';

/** The view of each tool that has one. */
export const VIEW_OF_TOOL = {
  get_case_summary: 'summary',
  get_service_trends: 'trends',
  analyze_case_summaries: 'analysis',
  query_athena: 'rows',
} as const satisfies Partial<Record<ToolName, ViewName>>;

/** Name of the one page that `build` writes; it holds every view, so that they share their code. */
export const PAGE_FILE = 'page.html';

/** What the built page has where the name of its view goes. */
export const NO_VIEW = 'data-view=""';
/** What the built page has where a report's answers go. */
export const NO_ANSWERS = '<script type="application/json" id="answers">null</script>';

/** A report is opened without a host, which would see to it that the page loads nothing and sends nothing anywhere. */
const REPORT_POLICY =
  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">";

/**
 * The page that shows one view.
 * @param page the text of the built page.
 * @param answers what a report shows: results as tools return them, by the name of the tool (`get_case_summary`,
 * `get_service_trends`, `analyze_case_summaries`, each where there is one), `before`, `analysis_failure` and `made_on`, a day. The other views get their
 * results from the host.
 */
export function pageOf(page: string, view: ViewName, answers?: Readonly<Record<string, unknown>>): string {
  const named = replaceOnce(page, NO_VIEW, `data-view="${view}"`);
  if (answers === undefined) return named;
  // As JSON, "<" occurs in texts only, where this escape means the same and cannot end the element.
  const json = JSON.stringify(answers).replaceAll('<', '\\u003c');
  return replaceOnce(
    replaceOnce(named, '<head>', `<head>\n${REPORT_POLICY}`),
    NO_ANSWERS,
    NO_ANSWERS.replace('null', () => json),
  );
}

function replaceOnce(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`The page has no ${from}; it is not one that pnpm build made.`);
  return text.replace(from, () => to);
}

import { analyzeCaseSummaries, getCaseSummary, getServiceTrends } from '@case-insights/core/tools';
import type { ComponentChildren, FunctionComponent } from 'preact';
import { AnalysisView } from '../analysis/analysis.tsx';
import type { ShownTool, ViewProps } from '../host/tool-page.tsx';
import { SummaryView } from '../summary/summary.tsx';
import { CaseText } from '../text/case-text.tsx';
import { FormatContext, formatFor } from '../text/format.ts';
import { TrendsView } from '../trends/trends.tsx';
import { Changes } from './changes.tsx';

interface ReportProps {
  /** Results by the names of their tools, as `pageOf` put them into the page; any may be missing. */
  readonly answers: Readonly<Record<string, unknown>>;
}

/** Several results on one page, without a host: to keep, to print, to send. */
export function Report({ answers }: ReportProps) {
  const format = formatFor(navigator.language);
  const { made_on: madeOn, not_compared: notCompared, analysis_failure: failure } = answers;
  return (
    <FormatContext.Provider value={format}>
      <div class="page report" dir={format.direction}>
        {shown(getCaseSummary, SummaryView, answers)}
        {changes(answers)}
        {typeof notCompared === 'string' && <p class="quiet">{notCompared}</p>}
        {shown(getServiceTrends, TrendsView, answers)}
        {shown(analyzeCaseSummaries, AnalysisView, answers)}
        {typeof failure === 'string' && (
          <p class="problem">
            There is no analysis: <CaseText>{failure}</CaseText>
          </p>
        )}
        {typeof madeOn === 'string' && <p class="quiet">Case Insights, made on {format.day(madeOn)}.</p>}
      </div>
    </FormatContext.Provider>
  );
}

function shown<Result>(
  tool: ShownTool<Result>,
  View: FunctionComponent<ViewProps<Result>>,
  answers: ReportProps['answers'],
): ComponentChildren {
  const answer = answers[tool.name];
  if (answer === undefined) return null;
  const read = tool.outputSchema.safeParse(answer);
  return (
    <article>
      {read.success ? (
        <View result={read.data} args={{}} host={{}} busy={false} />
      ) : (
        <p class="problem">The result of {tool.name} does not fit this page.</p>
      )}
    </article>
  );
}

/** `before` is the answer for the days before. */
function changes({ get_case_summary: summary, before: earlier }: ReportProps['answers']): ComponentChildren {
  const now = getCaseSummary.outputSchema.safeParse(summary);
  const before = getCaseSummary.outputSchema.safeParse(earlier);
  return now.success && before.success ? <Changes now={now.data} before={before.data} /> : null;
}

import {
  analyzeCaseSummaries,
  getCaseSummary,
  getServiceTrends,
  queryAthena,
} from '@case-insights/core/tools';
import { render } from 'preact';
import { AnalysisView } from './analysis/analysis.tsx';
import { ToolPage } from './host/tool-page.tsx';
import { Report } from './report/report.tsx';
import { RowsView } from './rows/rows.tsx';
import { SummaryView } from './summary/summary.tsx';
import { TrendsView } from './trends/trends.tsx';

const view = document.documentElement.dataset.view;
const place = document.querySelector('#view');
if (place !== null) render(shown(), place);

function shown() {
  switch (view) {
    case 'summary':
      return <ToolPage tool={getCaseSummary} View={SummaryView} />;
    case 'trends':
      return <ToolPage tool={getServiceTrends} View={TrendsView} />;
    case 'analysis':
      return <ToolPage tool={analyzeCaseSummaries} View={AnalysisView} />;
    case 'rows':
      return <ToolPage tool={queryAthena} View={RowsView} />;
    case 'report':
      return <Report answers={JSON.parse(document.querySelector('#answers')?.textContent ?? '{}')} />;
    default:
      return <p>This page has no view named {JSON.stringify(view)}.</p>;
  }
}

import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PAGE_FILE, pageOf } from '@case-insights/views/page';
import { BridgeFailure } from '../../failure.ts';
import type { ReportData } from './gather.ts';

/** The page of the views, which lies beside the bridge's script. Throws a `configuration` failure where it is missing. */
export function readPage(script: string): string {
  const file = join(dirname(realpathSync(script)), PAGE_FILE);
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new BridgeFailure(
      'configuration',
      `The page of the report, ${file}, cannot be read; install the bridge as a whole, or choose --format md.`,
      { cause },
    );
  }
}

/** The report as one HTML page that needs nothing else: the page of the views with the answers inside. */
export function reportHtml(
  { period, answers, earlier, notCompared, analysisFailure }: ReportData,
  page: string,
): string {
  return pageOf(page, 'report', {
    ...answers,
    before: earlier,
    not_compared: notCompared,
    analysis_failure: analysisFailure,
    made_on: period.last,
  });
}

import { inspectCompactView } from '@case-insights/core/sql';
import { countOf, textOf, toRecords } from '@case-insights/core/tools';
import type { Athena } from '../call/ports.ts';

/** What the view stands for at the moment. */
export interface ViewState {
  /** Rows that can be read. */
  readonly cases: number;
  /** Rows that the run counted in its table. */
  readonly expected: number;
  /** When the run began, in ms since 1970; NaN where no row says so. */
  readonly startedAt: number;
  /** The newest retrieval, YYYY-MM-DD, where any is known. */
  readonly dataAsOf: string | undefined;
}

/** Reads the whole view, if only its columns of the run. Throws where it is not there or broken. */
export async function viewState(athena: Athena, caseTable: string): Promise<ViewState> {
  const [row = {}] = toRecords(await athena.query(inspectCompactView(caseTable)));
  return {
    cases: countOf(row, 'cases'),
    expected: countOf(row, 'expected'),
    startedAt: Date.parse(textOf(row, 'compacted_at') ?? ''),
    dataAsOf: textOf(row, 'data_as_of') ?? undefined,
  };
}

import type { PackableCase, PackEntry } from '@case-insights/core/packing';
import type { SelectedCase } from '@case-insights/core/tools';

/** The chosen cases that have a summary, as the packer takes them. */
export function packable(cases: readonly SelectedCase[]): PackableCase[] {
  return cases.flatMap(({ caseNumber, summary, ...facts }) =>
    caseNumber === null || summary === null ? [] : [{ caseNumber, summary, ...facts }],
  );
}

/** Every case number that entries stand for, merged ones included. */
export function caseNumbers(entries: readonly PackEntry[]): ReadonlySet<string> {
  return new Set(entries.flatMap((entry) => entry.cases.map(({ caseNumber }) => caseNumber)));
}

import type { GetCaseSummaryOutput } from '@case-insights/core/tools';
import { CaseText } from '../text/case-text.tsx';
import { daysInWords, useFormat } from '../text/format.ts';
import { largestChanges } from './largest-changes.ts';

interface ChangesProps {
  readonly now: GetCaseSummaryOutput;
  readonly before: GetCaseSummaryOutput;
}

/** What changed most against the days before. */
export function Changes({ now, before }: ChangesProps) {
  const format = useFormat();
  const signed = (change: number) => `${change > 0 ? '+' : ''}${format.number(change)}`;
  const rows = [
    { kind: '', name: 'All cases', before: before.total_cases, now: now.total_cases },
    ...largestChanges(now, before),
  ];
  return (
    <article>
      <h1>Against {daysInWords(before.filters_applied.date_range, format)}</h1>
      <table class="changes">
        <thead>
          <tr>
            <th scope="col">Largest changes</th>
            <th scope="col">Before</th>
            <th scope="col">Now</th>
            <th scope="col">Change</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.kind} ${row.name}`}>
              <th scope="row">
                <CaseText>{row.name}</CaseText> <span class="quiet">{row.kind}</span>
              </th>
              <td>{format.number(row.before)}</td>
              <td>{format.number(row.now)}</td>
              <td>{signed(row.now - row.before)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="quiet">The newest days still fill up, so that a fall may be none.</p>
    </article>
  );
}

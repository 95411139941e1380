import { csvText } from '@case-insights/core/csv';
import type { QueryAthenaOutput } from '@case-insights/core/tools';
import { useState } from 'preact/hooks';
import { BarList } from '../charts/bar-list.tsx';
import { ColumnChart } from '../charts/column-chart.tsx';
import type { ViewProps } from '../host/tool-page.tsx';
import { CaseText } from '../text/case-text.tsx';
import { type Format, useFormat } from '../text/format.ts';
import { type ChartChoice, chartFor } from './chart-choice.ts';
import { copy } from './copy.ts';
import { nextSorting, type Sorting, sorted } from './sorting.ts';

/** Rows shown at first, and added by "more": a browser takes long to lay out thousands. */
const FEW_ROWS = 100;

type Cell = QueryAthenaOutput['rows'][number][string];

/** The rows of a statement: a chart where one fits, a table that sorts, and ways to take the rows along. */
export function RowsView({ result, args, host, callAgain, busy }: ViewProps<QueryAthenaOutput>) {
  const format = useFormat();
  const [sorting, setSorting] = useState<Sorting>();
  const [shown, setShown] = useState(FEW_ROWS);
  const [said, setSaid] = useState('');
  const { columns, column_types: types, rows, next_token: nextToken } = result;
  const chart = chartFor(result);
  const inOrder = sorted(rows, sorting, format.locale);

  const csv = () =>
    csvText(
      columns,
      inOrder.map((row) => columns.map((column) => row[column] ?? null)),
    );
  const save = async () => {
    if (host.download === undefined) return setSaid('This host offers no downloads; copy the rows.');
    const saved = await host.download('rows.csv', 'text/csv', csv());
    setSaid(saved ? '' : 'The host did not save the file.');
  };
  const copyRows = async () => {
    const copied = await copy(csv());
    setSaid(copied ? 'The rows are copied.' : 'This host does not let views copy.');
  };

  return (
    <>
      <h1>
        {format.number(result.row_count)} {result.row_count === 1 ? 'row' : 'rows'}
      </h1>
      <p class="quiet">
        <span class="fact">{format.bytes(result.data_scanned_bytes)} scanned</span>
        <span class="fact">{format.number(result.execution_time_ms)} ms</span>
        {result.result_reused && <span class="fact">reused an earlier result</span>}
      </p>
      {result.note !== undefined && <p class="note">{result.note}</p>}
      {chart !== undefined && <Chart chart={chart} />}
      {rows.length > 0 && (
        <div class="controls">
          <button type="button" onClick={copyRows}>
            Copy as CSV
          </button>
          {host.download !== undefined && (
            <button type="button" onClick={save}>
              Save as CSV
            </button>
          )}
          <span role="status">{said}</span>
        </div>
      )}
      <section class="wide" aria-label="Rows">
        <table class="rows">
          <thead>
            <tr>
              {columns.map((column, index) => (
                <th key={column} scope="col" aria-sort={ariaSort(sorting, column)}>
                  <button type="button" onClick={() => setSorting(nextSorting(sorting, column))}>
                    <CaseText>{column}</CaseText>
                    <span class="sign" aria-hidden="true">
                      {signOf(sorting, column)}
                    </span>
                    <span class="quiet">{types[index]}</span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {inOrder.slice(0, shown).map((row) => (
              <tr key={rows.indexOf(row)}>
                {columns.map((column) => (
                  <td key={column} class={classOf(row[column] ?? null)}>
                    <Value value={row[column] ?? null} format={format} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <div class="controls">
        {rows.length > shown && (
          <button type="button" onClick={() => setShown(shown + 5 * FEW_ROWS)}>
            Show more of the {format.number(rows.length)} rows
          </button>
        )}
        {nextToken !== null && callAgain !== undefined && (
          <button
            type="button"
            disabled={busy}
            onClick={() => {
              setSorting(undefined);
              callAgain({ ...args, next_token: nextToken });
            }}
          >
            Next page
          </button>
        )}
      </div>
    </>
  );
}

function Chart({ chart }: { readonly chart: ChartChoice }) {
  const format = useFormat();
  const { kind, label, value, points } = chart;
  const highest = Math.max(...points.map((point) => point.value));
  if (kind === 'bars') {
    return (
      <section class="groups">
        <section>
          <BarList
            title={`${value} by ${label}`}
            unit={value}
            bars={points.map((point) => ({ name: point.label, value: point.value }))}
          />
        </section>
      </section>
    );
  }
  return (
    <section class="single">
      <h2>
        <CaseText>{`${value} by ${label}`}</CaseText>
      </h2>
      <p class="quiet">Up to {format.number(highest)}</p>
      <ColumnChart
        title={`${value} by ${label}`}
        step={label}
        unit={value}
        columns={points}
        scale={highest}
      />
    </section>
  );
}

function Value({ value, format }: { readonly value: Cell; readonly format: Format }) {
  if (value === null) return <span class="quiet">null</span>;
  if (typeof value === 'number') return <>{format.number(value)}</>;
  return <CaseText>{String(value)}</CaseText>;
}

/** Dates, account and case numbers are not broken where they have a hyphen. */
const LONGEST_SHORT_TEXT = 24;

function classOf(value: Cell): string | undefined {
  if (typeof value === 'number') return 'number';
  return typeof value === 'string' && value.length <= LONGEST_SHORT_TEXT ? 'short' : undefined;
}

function ariaSort(sorting: Sorting | undefined, column: string): 'ascending' | 'descending' | 'none' {
  if (sorting?.column !== column) return 'none';
  return sorting.descending ? 'descending' : 'ascending';
}

function signOf(sorting: Sorting | undefined, column: string): string {
  return { ascending: ' ▲', descending: ' ▼', none: '' }[ariaSort(sorting, column)];
}

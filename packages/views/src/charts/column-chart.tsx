import { useState } from 'preact/hooks';
import { useFormat } from '../text/format.ts';

export interface Column {
  /** What the column stands for, in words. */
  readonly label: string;
  readonly value: number;
  /** Said after the value and drawn as hatching, where the value is not final. */
  readonly remark?: string | undefined;
}

interface ColumnChartProps {
  readonly title: string;
  /** What a column stands for: "Week". */
  readonly step: string;
  readonly unit: string;
  readonly columns: readonly Column[];
  /** The value of a column of full height, so that charts beside each other can share it. */
  readonly scale: number;
  /** A chart as high as a line of text, without a readout: one image to a screen reader. */
  readonly isSpark?: boolean;
}

/**
 * Numbers in their order as columns. To a screen reader it is a table; pointer and keyboard choose a column with a
 * slider that lies over the chart, and its value is written below.
 */
export function ColumnChart({ title, step, unit, columns, scale, isSpark = false }: ColumnChartProps) {
  const format = useFormat();
  const [chosen, setChosen] = useState<number>();
  const said = (index: number) => {
    const column = columns[index];
    if (column === undefined) return '';
    const remark = column.remark === undefined ? '' : `, ${column.remark}`;
    return `${column.label}: ${format.number(column.value)} ${unit}${remark}`;
  };
  const chart = (
    <table class={`charts-css column show-primary-axis ${isSpark ? 'spark' : 'columns'}`}>
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col">{step}</th>
          <th scope="col">{unit}</th>
        </tr>
      </thead>
      <tbody>
        {columns.map(({ label, value, remark }, index) => (
          <tr key={label} class={index === chosen ? 'chosen' : undefined}>
            <th scope="row">{label}</th>
            <td
              class={remark === undefined ? undefined : 'not-final'}
              style={{ '--size': scale === 0 ? 0 : Math.max(0, value) / scale }}
            >
              <span class="data">
                {format.number(value)}
                {remark !== undefined && `, ${remark}`}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
  if (isSpark) {
    const values = columns.map((_, index) => said(index)).join(', ');
    return (
      <div role="img" aria-label={`${title}: ${values}`}>
        {chart}
      </div>
    );
  }

  const last = columns.length - 1;
  return (
    <div class="chart">
      <div class="plot">
        {chart}
        <input
          type="range"
          class="scrubber"
          aria-label={`${step} of ${title}`}
          aria-valuetext={said(chosen ?? last)}
          min={0}
          max={Math.max(0, last)}
          value={chosen ?? last}
          onInput={({ currentTarget }) => setChosen(Number(currentTarget.value))}
          onFocus={() => setChosen(chosen ?? last)}
          onBlur={() => setChosen(undefined)}
          onPointerMove={({ currentTarget, clientX }) => {
            const { left, width } = currentTarget.getBoundingClientRect();
            const from = format.direction === 'rtl' ? left + width - clientX : clientX - left;
            setChosen(Math.max(0, Math.min(last, Math.floor((from / width) * columns.length))));
          }}
          onPointerLeave={() => setChosen(undefined)}
        />
      </div>
      <p class="readout" aria-hidden="true">
        {chosen === undefined ? (
          <>
            <span>{columns[0]?.label}</span>
            <span>{columns[last]?.label}</span>
          </>
        ) : (
          <span class="value">{said(chosen)}</span>
        )}
      </p>
    </div>
  );
}

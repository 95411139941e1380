import { CaseText } from '../text/case-text.tsx';
import { useFormat } from '../text/format.ts';
import { visible } from '../text/visible.ts';

export interface Bar {
  readonly name: string;
  readonly value: number;
  /** What a click on the bar does; without it the bar is no button. */
  readonly onPick?: (() => void) | undefined;
}

interface BarListProps {
  readonly title: string;
  /** What is counted, as the heading of the column of numbers. */
  readonly unit: string;
  readonly bars: readonly Bar[];
  /** What a click does, said after the name to who cannot see it. */
  readonly pickLabel?: string;
}

/** Numbers by name as bars from the largest scale of their own: a table to a screen reader, and to a keyboard buttons. */
export function BarList({ title, unit, bars, pickLabel = '' }: BarListProps) {
  const format = useFormat();
  const largest = Math.max(...bars.map(({ value }) => value)) || 1;
  return (
    <table class="charts-css bar show-labels show-heading data-start bars">
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col">{title}</th>
          <th scope="col">{unit}</th>
        </tr>
      </thead>
      <tbody>
        {bars.map(({ name, value, onPick }) => (
          <tr key={name}>
            <th scope="row">
              {onPick === undefined ? (
                <span class="name" title={visible(name)}>
                  <CaseText>{name}</CaseText>
                </span>
              ) : (
                <button type="button" class="name" title={visible(name)} onClick={onPick}>
                  <CaseText>{name}</CaseText>
                  <span class="unseen"> {pickLabel}</span>
                </button>
              )}
            </th>
            <td style={{ '--size': value / largest }}>
              <span class="data">{format.number(value)}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

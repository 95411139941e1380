import { useFormat } from '../text/format.ts';

interface DataAgeProps {
  readonly result: {
    readonly data_as_of?: string | undefined;
    readonly cases_without_date?: number | undefined;
  };
}

/** How recent the data is, and what is missing from it. */
export function DataAge({ result }: DataAgeProps) {
  const format = useFormat();
  const { data_as_of: asOf, cases_without_date: undated } = result;
  const said = [
    ...(asOf === undefined
      ? []
      : [`Data as of ${format.day(asOf)}: only resolved cases are in the table, so the newest are missing.`]),
    ...(undated === undefined
      ? []
      : [`${format.number(undated)} more have no usable date and are not counted.`]),
  ];
  return said.length === 0 ? null : <p class="quiet">{said.join(' ')}</p>;
}

import type { GetServiceTrendsOutput } from '@case-insights/core/tools';
import { useState } from 'preact/hooks';
import { ColumnChart } from '../charts/column-chart.tsx';
import type { ViewProps } from '../host/tool-page.tsx';
import { DataAge } from '../result/data-age.tsx';
import { Filters, without } from '../result/filters.tsx';
import { columnsOf } from '../result/intervals.ts';
import { TrendMark } from '../result/trend-mark.tsx';
import { CaseText } from '../text/case-text.tsx';
import { daysInWords, useFormat } from '../text/format.ts';
import { visible } from '../text/visible.ts';

type ServiceTrend = GetServiceTrendsOutput['services'][number];

const STEPS = { day: 'Day', week: 'Week', month: 'Month' } as const;
const RANGES = [30, 90, 180, 365];

/** Cases of each service over time, side by side and on one scale. */
export function TrendsView({ result, args, host, callAgain, busy }: ViewProps<GetServiceTrendsOutput>) {
  const format = useFormat();
  const [service, setService] = useState('');
  const { services, filters_applied: filters = {}, other_services: others } = result;
  const shown = services.filter((one) => service === '' || one.service === service);
  const scale = Math.max(1, ...services.flatMap(({ counts }) => counts));

  const ask = (days: number) => {
    const { start_date: _, end_date: __, ...rest } = args;
    host.tellModel?.(`The user looks at service trends of the last ${days} days.`);
    callAgain?.({ ...rest, days_back: days });
  };

  return (
    <>
      <h1>Cases by service, {daysInWords(result.date_range, format)}</h1>
      <Filters
        filters={filters}
        onRemove={callAgain && ((field) => callAgain(without(args, field)))}
        busy={busy}
      />
      <div class="controls">
        {callAgain !== undefined && (
          <label>
            Last{' '}
            <select
              disabled={busy}
              value={RANGES.includes(result.days_back ?? 0) ? result.days_back : ''}
              onChange={({ currentTarget }) => ask(Number(currentTarget.value))}
            >
              {!RANGES.includes(result.days_back ?? 0) && (
                <option value="" disabled>
                  as asked
                </option>
              )}
              {RANGES.map((days) => (
                <option key={days} value={days}>
                  {format.number(days)} days
                </option>
              ))}
            </select>
          </label>
        )}
        <label>
          Service{' '}
          <select value={service} onChange={({ currentTarget }) => setService(currentTarget.value)}>
            <option value="">all</option>
            {services.map((one) => (
              <option key={one.service} value={one.service}>
                {visible(one.service)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {result.note !== undefined && <p class="note">{result.note}</p>}
      <p class="quiet">
        Cases by {result.interval}, all charts up to {format.number(scale)}.
        {result.incomplete_from !== undefined &&
          ` Hatched from ${format.day(result.incomplete_from)} on: these still fill up, and no trend uses them.`}
      </p>
      <ul class={shown.length === 1 ? 'multiples single' : 'multiples'}>
        {shown.map((one) => (
          <li key={one.service}>
            <Multiple trend={one} result={result} scale={scale} />
          </li>
        ))}
      </ul>
      {others !== undefined && service === '' && (
        <p class="quiet">
          {format.number(others.services)} more services with {format.number(others.total_cases)} cases.
        </p>
      )}
      <DataAge result={result} />
    </>
  );
}

interface MultipleProps {
  readonly trend: ServiceTrend;
  readonly result: GetServiceTrendsOutput;
  readonly scale: number;
}

function Multiple({ trend, result, scale }: MultipleProps) {
  const format = useFormat();
  const causes = Object.entries(trend.top_rca_categories);
  return (
    <section>
      <h2>
        <CaseText>{trend.service}</CaseText>
      </h2>
      <p class="figures">
        {format.number(trend.total_cases)} cases <TrendMark trend={trend.trend} />
      </p>
      <ColumnChart
        title={visible(trend.service)}
        step={STEPS[result.interval]}
        unit="cases"
        columns={columnsOf(trend.counts, result, format)}
        scale={scale}
      />
      {causes.length > 0 && (
        <p class="quiet">
          {causes.map(([name, cases]) => (
            <span key={name} class="fact">
              <CaseText>{name}</CaseText> <bdi>{format.number(cases)}</bdi>
            </span>
          ))}
        </p>
      )}
    </section>
  );
}

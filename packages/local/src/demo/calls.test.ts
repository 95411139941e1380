import { expect, it } from 'vitest';
import { demoCalls } from './calls.ts';

/** The arguments of a call about cases from 5 January to 1 November 2026, asked on the 26th. */
function asked(tool: string, count: number) {
  const calls = [...demoCalls({ count, first: '2026-01-05', last: '2026-11-01' }, '2026-11-26')];
  return calls.find((call) => call.tool === tool)?.arguments;
}

it('asks about every case where these are few enough to be read', () => {
  expect(asked('get_case_summary', 10)).toEqual({ days_back: 325 });
  expect(asked('analyze_case_summaries', 10)).toMatchObject({
    start_date: '2026-01-05',
    end_date: '2026-11-01',
  });
});

it('asks about the newest of many', () => {
  expect(asked('get_case_summary', 1500)).toEqual({ days_back: 115 });
  expect(asked('get_service_trends', 1500)).toEqual({ days_back: 325 });
  expect(asked('analyze_case_summaries', 1500)).toMatchObject({ start_date: '2026-05-05' });
});

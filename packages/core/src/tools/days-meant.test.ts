import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCalendarDay } from './calendar.ts';
import { daysMeant } from './days-meant.ts';

/** A Thursday. */
const TODAY = '2026-11-26';

describe('daysMeant', () => {
  it.each([
    ['today', '2026-11-26', '2026-11-26'],
    ['now', '2026-11-26', '2026-11-26'],
    ['Yesterday', '2026-11-25', '2026-11-25'],
    ['last week', '2026-11-16', '2026-11-22'],
    ['last month', '2026-10-01', '2026-10-31'],
    ['Last Month ', '2026-10-01', '2026-10-31'],
    ['the previous month', '2026-10-01', '2026-10-31'],
    ['last_quarter', '2026-07-01', '2026-09-30'],
    ['last year', '2025-01-01', '2025-12-31'],
    ['this week', '2026-11-23', '2026-11-29'],
    ['this month', '2026-11-01', '2026-11-30'],
    ['current quarter', '2026-10-01', '2026-12-31'],
    ['this year', '2026-01-01', '2026-12-31'],
    ['YTD', '2026-01-01', '2026-11-26'],
    ['month to date', '2026-11-01', '2026-11-26'],
    ['last 30 days', '2026-10-27', '2026-11-26'],
    ['past 2 weeks', '2026-11-12', '2026-11-26'],
    ['last 6 months', '2026-05-26', '2026-11-26'],
    ['30 days ago', '2026-10-27', '2026-10-27'],
    ['1 year ago', '2025-11-26', '2025-11-26'],
    ['-7d', '2026-11-19', '2026-11-26'],
    ['90 days', '2026-08-28', '2026-11-26'],
    ['Q1 2025', '2025-01-01', '2025-03-31'],
    ['2025-Q4', '2025-10-01', '2025-12-31'],
    ['q2', '2026-04-01', '2026-06-30'],
    ['H1 2025', '2025-01-01', '2025-06-30'],
    ['2025', '2025-01-01', '2025-12-31'],
    ['2024-02', '2024-02-01', '2024-02-29'],
    ['02/2025', '2025-02-01', '2025-02-28'],
    ['January 2025', '2025-01-01', '2025-01-31'],
    ['Sept. 2025', '2025-09-01', '2025-09-30'],
    ['december', '2025-12-01', '2025-12-31'],
    ['Nov', '2026-11-01', '2026-11-30'],
    ['2025/01/15', '2025-01-15', '2025-01-15'],
    ['2025-1-5', '2025-01-05', '2025-01-05'],
    ['20250115', '2025-01-15', '2025-01-15'],
    ['2025-01-15T10:30:45Z', '2025-01-15', '2025-01-15'],
    ['15.01.2025', '2025-01-15', '2025-01-15'],
    ['01/15/2025', '2025-01-15', '2025-01-15'],
    ['15/01/2025', '2025-01-15', '2025-01-15'],
    ['Jan 15, 2025', '2025-01-15', '2025-01-15'],
    ['15th January 2025', '2025-01-15', '2025-01-15'],
  ])('reads %j as %s to %s', (text, first, last) => {
    expect(daysMeant(text, TODAY)).toEqual({ first, last });
  });

  it('counts months back to the last day of a shorter one', () => {
    expect(daysMeant('1 month ago', '2026-03-31')).toEqual({ first: '2026-02-28', last: '2026-02-28' });
  });

  it.each(['01/02/2025', '2025-02-30', 'soon', '', 'Q5 2025', '2025-13', 'maybe 2025'])(
    'says nothing of %j',
    (text) => expect(daysMeant(text, TODAY)).toBeUndefined(),
  );

  it('never throws, and gives days that the calendar has', () => {
    const words = fc
      .array(
        fc.oneof(
          fc.constantFrom(
            'last',
            'this',
            'past',
            'q1',
            'h2',
            'ago',
            'days',
            'month',
            'years',
            'year',
            'feb',
            '/',
            '-',
            '.',
            'd',
          ),
          fc.integer({ min: 0, max: 99_999 }).map(String),
        ),
        { maxLength: 4 },
      )
      .map((parts) => parts.join(' '));
    fc.assert(
      fc.property(
        fc.oneof(
          words,
          words.map((text) => text.replaceAll(' ', '')),
          fc.string(),
        ),
        (text) => {
          const meant = daysMeant(text, TODAY);
          if (meant !== undefined) {
            expect(isCalendarDay(meant.first) && isCalendarDay(meant.last)).toBe(true);
            expect(meant.first <= meant.last).toBe(true);
          }
        },
      ),
    );
  });
});

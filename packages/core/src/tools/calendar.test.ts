import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, daysInRange, firstOfMonth, isCalendarDay, mondayOf } from './calendar.ts';
import { daysAsked } from './case-filters.ts';

describe('isCalendarDay', () => {
  it.each(['2025-01-31', '2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31'])('knows %s', (day) => {
    expect(isCalendarDay(day)).toBe(true);
  });

  it.each([
    '2025-02-29',
    '2025-02-30',
    '1900-02-29',
    '2025-04-31',
    '2025-13-01',
    '2025-00-10',
    '2025-01-00',
    '2025-1-1',
    '20250101',
    '2025-01-01T00:00:00Z',
    ' 2025-01-01',
    '2025-01-01\n',
    '+02025-01-01',
    '٢٠٢٥-٠١-٠١',
    '',
  ])('refuses %j', (day) => {
    expect(isCalendarDay(day)).toBe(false);
  });
});

describe('days', () => {
  it('are added across months, leap days and years', () => {
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
    expect(addDays('2025-01-01', -1)).toBe('2024-12-31');
  });

  it('of looking back include both ends', () => {
    expect(daysAsked({ days_back: 30 }, '2025-08-01')).toEqual({ first: '2025-07-02', last: '2025-08-01' });
    expect(daysInRange('2025-07-02', '2025-08-01')).toBe(31);
  });

  it('belong to the week of the Monday before them, and to their month', () => {
    const day = fc.integer({ min: 0, max: 40_000 }).map((days) => addDays('1970-01-01', days));
    fc.assert(
      fc.property(day, (given) => {
        const monday = mondayOf(given);
        expect(new Date(`${monday}T00:00:00Z`).getUTCDay()).toBe(1);
        expect(daysInRange(monday, given)).toBeLessThanOrEqual(7);
        expect(monday <= given).toBe(true);
        expect(firstOfMonth(given)).toBe(`${given.slice(0, 8)}01`);
      }),
    );
  });
});

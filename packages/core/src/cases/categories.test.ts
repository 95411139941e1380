import { describe, expect, it } from 'vitest';
import { categoryName, categoryValues, isKnownCategory, RCA_CATEGORIES } from './categories.ts';
import { severityRank } from './severities.ts';

describe('categoryValues', () => {
  it.each([
    ['Throttling', ['throttling']],
    ['  THROTTLING ', ['throttling']],
    ['Limit reached', ['limit reached', 'quota reached']],
    ['LIMIT REACHED', ['limit reached', 'quota reached']],
    ['Quota reached', ['quota reached']],
    ['Performance', ['performance']],
  ])('reads %j as %j', (category, values) => {
    expect(categoryValues(category)).toEqual(values);
  });
});

describe('categoryName', () => {
  it.each([
    ['backup/dr', 'Backup/DR'],
    [' ice error ', 'ICE Error'],
    [' Performance ', 'Performance'],
  ])('spells %j as %j', (category, name) => {
    expect(categoryName(category)).toBe(name);
  });
});

describe('isKnownCategory', () => {
  it('ignores case and surrounding space, and keeps the two lists apart', () => {
    expect(isKnownCategory(' service event', RCA_CATEGORIES)).toBe(true);
    expect(isKnownCategory('Performance', RCA_CATEGORIES)).toBe(false);
    expect(isKnownCategory('Logging', RCA_CATEGORIES)).toBe(false);
  });
});

describe('severityRank', () => {
  it('orders critical, urgent, high, normal, low, then the rest', () => {
    const codes = ['low', 'other', 'Urgent', null, 'normal', ' critical', 'high'];
    expect(codes.sort((a, b) => severityRank(a) - severityRank(b))).toEqual([
      ' critical',
      'Urgent',
      'high',
      'normal',
      'low',
      'other',
      null,
    ]);
  });
});

import { generateCases, type SampleCase } from '../../src/cases/index.ts';
import { UNTIL } from './stack.ts';

/** The cases that a stack pinned to {@link UNTIL} holds, made again here, so that answers are checked against data. */
export const PINNED_CASES: readonly SampleCase[] = generateCases({ count: 1500, seed: 1, until: UNTIL });

/** The cases of a stack started without a date, which end today. */
export function casesUntilToday(): readonly SampleCase[] {
  return generateCases({ count: 1500, seed: 1 });
}

/** Cases opened on one of these days, both included. */
export function openedWithin(cases: readonly SampleCase[], first: string, last: string): SampleCase[] {
  return cases.filter(({ record }) => {
    const day = record.timeCreated?.slice(0, 10);
    return day !== undefined && day >= first && day <= last;
  });
}

/** YYYY-MM-DD, so many days before today. */
export function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
}

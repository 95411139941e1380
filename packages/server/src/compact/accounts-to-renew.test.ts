import { describe, expect, it } from 'vitest';
import type { Athena } from '../call/ports.ts';
import { MemoryBucket } from '../store/testing/memory-bucket.ts';
import { accountsToRenew } from './accounts-to-renew.ts';

const NOW = Date.UTC(2026, 10, 26, 9, 30);
const DAY_SECONDS = 24 * 60 * 60;
const LAST = { cases: 4, expected: 4, startedAt: NOW - DAY_SECONDS * 1_000, dataAsOf: undefined };
const COPIED = [
  ['111111111111', 2],
  ['222222222222', 1],
  ['333333333333', 1],
];

/** Objects by name, with their age in seconds. */
async function renewed(
  objects: Record<string, number>,
  { last = LAST as typeof LAST | 'none', wholeUpTo = 0 } = {},
) {
  const cases = new MemoryBucket();
  cases.seconds = 1_000_000;
  for (const [name, age] of Object.entries(objects).sort()) {
    cases.objects.set(name, { text: '', etag: '', written: cases.seconds - age });
  }
  const athena = {
    query: async () => ({
      columns: ['account_number', 'cases'].map((name) => ({ name, type: '' })),
      rows: COPIED,
      queryExecutionId: '1',
    }),
  } as unknown as Athena;
  return await accountsToRenew(last === 'none' ? undefined : last, {
    caseTable: 'case_summary',
    athena,
    cases,
    wholeUpTo,
    now: () => NOW,
  });
}

const OLD = 2 * DAY_SECONDS;
const UNCHANGED = {
  'account_number=111111111111/case_number=1/data.json': OLD,
  'account_number=111111111111/case_number=2/data.json': OLD,
  'account_number=222222222222/case_number=1/data.json': OLD,
  'account_number=333333333333/case_number=1/data.json': OLD,
};

describe('accountsToRenew', () => {
  it('are none where no object changed', async () => {
    expect(await renewed(UNCHANGED)).toEqual([]);
  });

  it.each([
    ['has an object that was written since', { 'account_number=222222222222/case_number=1/data.json': 60 }],
    [
      'has one that was written just before the last run began',
      { 'account_number=222222222222/case_number=1/data.json': DAY_SECONDS + 600 },
    ],
    ['has an object more', { 'account_number=222222222222/case_number=9/data.json': OLD }],
  ])('are the one that %s', async (_, objects) => {
    expect(await renewed({ ...UNCHANGED, ...objects })).toEqual(['222222222222']);
  });

  it('are also those that are new or gone', async () => {
    const { 'account_number=333333333333/case_number=1/data.json': _, ...others } = UNCHANGED;
    const added = { 'account_number=444444444444/case_number=1/data.json': OLD };
    expect(await renewed({ ...others, ...added })).toEqual(['333333333333', '444444444444']);
  });

  it.each([
    ['there is no last run', { last: 'none' as const }],
    ['its table lacks rows', { last: { ...LAST, cases: 3 } }],
    ['the table is small', { wholeUpTo: 4 }],
  ])('are all where %s', async (_, settings) => {
    expect(await renewed(UNCHANGED, settings)).toBe('all');
  });

  it('are all where an object is of no account, since Hive reads its key as null', async () => {
    expect(await renewed({ ...UNCHANGED, 'account_number=x/case_number=1/data.json': OLD })).toBe('all');
  });
});

import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeCases, random } from '../../bench/summaries.ts';
import { codePoint } from '../../test/code-point.ts';
import type { PackableCase } from './packable-case.ts';
import { caseCount, fitPack, type PackEntry, packEntries, renderEntry, splitIntoPacks } from './packer.ts';
import { estimateTokens } from './token-estimate.ts';

const SUMMARY = 'The customer could not reach the service and the cause was found.';

function packable(caseNumber: string, changes: Partial<PackableCase> = {}): PackableCase {
  return {
    caseNumber,
    service: caseNumber, // no two are near-duplicates
    severityCode: 'normal',
    rcaCategory: 'Throttling',
    timeCreated: '2025-01-15T10:30:45.123Z',
    summary: SUMMARY,
    ...changes,
  };
}

const numbers = (cases: readonly PackableCase[]) =>
  packEntries(cases).map((entry) => entry.cases[0].caseNumber);

describe('packEntries', () => {
  it('reads the most severe first, then the newest, then by case number', () => {
    const cases = [
      packable('low', { severityCode: 'low' }),
      packable('odd', { severityCode: 'sev1' }),
      packable('older', { severityCode: 'high', timeCreated: '2025-01-01T00:00:00.000Z' }),
      packable('undated', { severityCode: 'high', timeCreated: null }),
      packable('b', { severityCode: 'high' }),
      packable('a', { severityCode: 'HIGH' }),
      packable('critical', { severityCode: 'critical', timeCreated: '2020-01-01T00:00:00.000Z' }),
      packable('urgent', { severityCode: 'urgent' }),
    ];
    expect(numbers(cases)).toEqual(['critical', 'urgent', 'a', 'b', 'older', 'undated', 'low', 'odd']);
  });

  it('gives the same order whatever order the cases came in', () => {
    const cases = makeCases(200);
    const next = random(3);
    const shuffled = cases
      .map((item) => ({ item, at: next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ item }) => item);
    expect(packEntries(shuffled)).toEqual(packEntries(cases));
  });

  it('heads a summary with what is known of its case', () => {
    const [entry] = packEntries([packable('17238490112', { service: 'RDS', severityCode: 'critical' })]);
    const text = `#17238490112 critical, RDS, 2025-01-15, Throttling\n${SUMMARY}\n`;
    expect(entry && renderEntry(entry)).toBe(text);
    expect(entry?.tokens).toBeGreaterThanOrEqual(estimateTokens(text));
    expect(entry?.cut).toBe(false);
  });

  it('leaves out what is not known, and keeps a heading on one line', () => {
    const [entry] = packEntries([
      packable('1', { service: null, severityCode: null, timeCreated: null, rcaCategory: 'Two\nlines\n#2' }),
    ]);
    expect(entry?.heading).toBe('#1 Two lines #2');
  });

  it('cuts a summary beyond 700 characters and says so', () => {
    const [entry] = packEntries([
      packable('1', { summary: `${'word '.repeat(110)}end. ${'more '.repeat(60)}` }),
    ]);
    expect(entry?.cut).toBe(true);
    expect(entry?.summary).toBe(`${'word '.repeat(110)}end.`);
  });

  it.each([
    [700, false],
    [701, true],
  ])('says of a summary of %i characters that it was cut: %s', (length, cut) => {
    expect(packEntries([packable('1', { summary: 'x'.repeat(length) })])[0]?.cut).toBe(cut);
  });

  it('counts the tokens of heading and summary and two line breaks', () => {
    const [entry] = packEntries([packable('17238490112')]);
    expect(entry?.heading).toBe('#17238490112 normal, 17238490112, 2025-01-15, Throttling');
    expect(entry?.tokens).toBe(estimateTokens(entry?.heading ?? '') + estimateTokens(SUMMARY) + 2);
  });

  it.each([
    ['x'.repeat(80), 'x'.repeat(80)],
    ['x'.repeat(81), `${'x'.repeat(79)}…`],
    ['  Amazon \t\r\n  RDS ', 'Amazon RDS'],
    [`${' '.repeat(159)}xy`, 'x'],
  ])('shows the service %j in a heading as %j', (service, shown) => {
    const [entry] = packEntries([packable('1', { service })]);
    expect(entry?.heading).toBe(`#1 normal, ${shown}, 2025-01-15, Throttling`);
  });

  it('keeps the case numbers of a heading on its line', () => {
    const changes = { service: 'RDS', severityCode: null, rcaCategory: null, timeCreated: null };
    const [entry] = packEntries([packable('1\n2', changes), packable('3\n4', changes)]);
    expect(entry?.heading).toBe('#1 2 RDS (2 cases like this, also #3 4)');
    expect(packEntries([packable(' ', { ...changes, service: null })])[0]?.heading).toBe('#');
  });

  it.each([
    [6, '(6 cases like this, also #2 #3 #4 #5 #6)'],
    [7, '(7 cases like this, also #2 #3 #4 #5 #6 and 1 more)'],
  ])('names five others of a group of %i', (size, end) => {
    const cases = Array.from({ length: size }, (_, index) =>
      packable(String(index + 1), { service: 'RDS', severityCode: null, rcaCategory: null }),
    );
    expect(packEntries(cases)[0]?.heading).toBe(`#1 RDS, 2025-01-15 ${end}`);
  });

  it('packs near-duplicates once, under the most severe, with their count and numbers', () => {
    const cases = Array.from({ length: 300 }, (_, index) =>
      packable(String(1000 + index), { service: 'RDS', severityCode: index === 7 ? 'critical' : 'normal' }),
    );
    const entries = packEntries(cases);
    expect(entries).toHaveLength(1);
    expect(entries[0]?.heading).toBe(
      '#1007 critical, RDS, 2025-01-15, Throttling (300 cases like this, also #1000 #1001 #1002 #1003 #1004 and 294 more)',
    );
    expect(caseCount(entries)).toBe(300);
  });

  it('packs summaries of a megabyte on one line, whatever they consist of', () => {
    fc.assert(
      fc.property(fc.string({ unit: codePoint, minLength: 1, maxLength: 12 }), (piece) => {
        const summary = piece.repeat(1_000_000 / piece.length);
        const entries = packEntries([packable('1', { summary }), packable('2', { summary, service: '1' })]);
        expect(entries).toHaveLength(1);
        expect(entries[0]?.summary.length).toBeLessThanOrEqual(700);
        expect(entries[0]?.tokens).toBeLessThan(3_000);
      }),
      { numRuns: 15 },
    );
  });

  it('fits a thousand typical summaries into one call of 180,000 tokens with room for the prompt', () => {
    const entries = packEntries(makeCases(1000, { reported: 0 }));
    const average = entries.reduce((sum, entry) => sum + entry.cases[0].summary.length, 0) / entries.length;
    expect(average).toBeGreaterThan(600);
    expect(fitPack(entries, 175_000).entries).toHaveLength(entries.length);
  });
});

describe('fitPack', () => {
  it('takes entries from the first on until the next would exceed the limit', () => {
    const entries = packEntries(['a', 'b', 'c'].map((name) => packable(name)));
    const two = (entries[0]?.tokens ?? 0) + (entries[1]?.tokens ?? 0);
    expect(fitPack(entries, two)).toEqual({ entries: entries.slice(0, 2), tokens: two });
    expect(fitPack(entries, two - 1).entries).toHaveLength(1);
    expect(fitPack(entries, entries[0]?.tokens ?? 0).entries).toEqual(entries.slice(0, 1));
    expect(fitPack(entries, 0)).toEqual({ entries: [], tokens: 0 });
    expect(fitPack(entries, -5)).toEqual({ entries: [], tokens: 0 });
  });
});

describe('splitIntoPacks', () => {
  let entries: readonly PackEntry[];
  // Not beside the tests: what throws there fails none of them.
  beforeAll(() => {
    entries = packEntries(makeCases(500));
  });

  it('puts every entry into one pack, none over the limit, none nearly empty', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000, max: 100_000 }), (limit) => {
        const packs = splitIntoPacks(entries, limit);
        const packed = packs.flatMap((pack) => pack.entries);
        expect(new Set(packed).size).toBe(entries.length);
        expect(packed).toHaveLength(entries.length);
        for (const pack of packs) {
          expect(pack.tokens).toBeLessThanOrEqual(limit);
          expect(pack.tokens).toBe(pack.entries.reduce((sum, entry) => sum + entry.tokens, 0));
        }
        const total = packs.reduce((sum, pack) => sum + pack.tokens, 0);
        expect(packs.length).toBeLessThanOrEqual(Math.ceil(total / limit) * 1.5 + 1);
      }),
    );
  });

  it('keeps a service together, and its cases in the order of time', () => {
    const services = splitIntoPacks(entries, 20_000)
      .flatMap((pack) => pack.entries)
      .map((entry) => entry.cases[0]);
    const runs = services.filter(({ service }, index) => service !== services[index - 1]?.service);
    expect(runs).toHaveLength(new Set(services.map(({ service }) => service)).size);
    for (const [index, { service, timeCreated }] of services.entries()) {
      const before = services[index - 1];
      if (before?.service === service) expect((before?.timeCreated ?? '') <= (timeCreated ?? '')).toBe(true);
    }
  });

  /** An entry of so many tokens; `cases` near-duplicates of one service. */
  function entryOf(
    name: string,
    tokens: number,
    service: string | null,
    time: string | null,
    size = 1,
  ): PackEntry {
    const first = packable(name, { service, timeCreated: time });
    const others = Array.from({ length: size - 1 }, (_, index) => packable(`${name}${index}`, { service }));
    return {
      cases: [first, ...others],
      heading: name,
      summary: SUMMARY,
      tokens,
      indexedTokens: tokens,
      cut: false,
    };
  }
  const headings = (list: readonly PackEntry[], maxTokens: number) =>
    splitIntoPacks(list, maxTokens).map((pack) => pack.entries.map(({ heading }) => heading));

  it('packs an entry of exactly the limit, and leaves out one that is a token larger', () => {
    const exact = entryOf('a', 100, 'RDS', '2025-01-01');
    expect(splitIntoPacks([exact, entryOf('b', 101, 'RDS', '2025-01-02')], 100)).toEqual([
      { entries: [exact], tokens: 100 },
    ]);
  });

  it('fills a pack to exactly the limit, and no further', () => {
    const list = ['a', 'b', 'c'].map((name) => entryOf(name, 50, 'RDS', name));
    expect(headings(list, 100)).toEqual([['a', 'b'], ['c']]);
    expect(headings(list, 99)).toEqual([['a'], ['b'], ['c']]);
    expect(headings(list, 150)).toEqual([['a', 'b', 'c']]);
  });

  it('fills packs about equally', () => {
    const list = ['a', 'b', 'c', 'd'].map((name) => entryOf(name, 10, 'RDS', name));
    expect(headings(list, 30)).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  it('puts the service with the most cases first, then by name, the oldest of a service first, then by number', () => {
    const list = [
      entryOf('s3', 1, 'S3', '2025-01-01', 2),
      entryOf('none', 1, null, '2025-01-01', 2),
      entryOf('ec2', 1, 'EC2', '2025-01-01', 2),
      entryOf('rds newer', 1, 'RDS', '2025-01-02'),
      entryOf('rds b', 1, 'RDS', '2025-01-01'),
      entryOf('rds a', 1, 'RDS', '2025-01-01'),
      entryOf('rds undated', 1, 'RDS', null),
      entryOf('sqs', 1, 'SQS', '2025-01-01', 9),
    ];
    expect(headings(list, 100)).toEqual([
      ['sqs', 'rds undated', 'rds a', 'rds b', 'rds newer', 'none', 'ec2', 's3'],
    ]);
  });

  it('has no packs for no entries, and leaves out an entry that no pack can hold', () => {
    expect(splitIntoPacks([], 1000)).toEqual([]);
    expect(splitIntoPacks(entries, 1)).toEqual([]);
  });
});

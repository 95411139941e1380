import { LIFECYCLE_CATEGORIES, RCA_CATEGORIES, SEVERITIES, serviceCodes } from '@case-insights/core/cases';
import { describe, expect, it } from 'vitest';
import { CASE_FIELDS } from './case.ts';
import { type GenerateOptions, generateCases, type SampleCase } from './generate.ts';
import { SAMPLE_SERVICES } from './services.ts';

const cases = generateCases({ until: '2025-08-01' });
const records = cases.map(({ record }) => record);
const distinct = (field: (typeof CASE_FIELDS)[number]) => new Set(records.map((record) => record[field]));
const created = ({ record }: SampleCase) => record.timeCreated ?? '';

describe('generateCases', () => {
  it('gives the same cases for the same seed and others for another', () => {
    expect(generateCases({ until: '2025-08-01' })).toEqual(cases);
    expect(generateCases({ until: '2025-08-01', seed: 2 })).not.toEqual(cases);
  });

  it.each([1, 7, 99, 1_500])('makes exactly as many as asked: %d', (count) => {
    expect(generateCases({ count, until: '2025-08-01' })).toHaveLength(count);
  });

  it('spreads 1,500 cases over 24 months and 12 accounts', () => {
    const times = cases.map(created).filter((time) => time !== '');
    expect(new Set(times.map((time) => time.slice(0, 7))).size).toBe(24);
    expect(times.every((time) => time >= '2023-08-01' && time < '2025-08-01')).toBe(true);
    expect(new Set(cases.map(({ accountNumber }) => accountNumber)).size).toBe(12);
    expect(cases.every(({ accountNumber }) => /^\d{12}$/.test(accountNumber))).toBe(true);
  });

  it('retrieves each case 2 to 12 days after it was opened, and none after the end', () => {
    const delays = records.flatMap(({ timeCreated, Case_Retrieval_Date: retrieved }) =>
      timeCreated === null || retrieved === null
        ? []
        : [(Date.parse(`${retrieved}Z`) - Date.parse(`${timeCreated.slice(0, 19)}Z`)) / 86_400_000],
    );
    expect(new Set(delays)).toEqual(new Set([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]));
    const newest = records
      .map((record) => record.Case_Retrieval_Date ?? '')
      .sort()
      .at(-1);
    expect(newest! >= '2025-07-30' && newest! < '2025-08-01').toBe(true);
    const newestDays = cases.filter((item) => created(item) >= '2025-07-30').length;
    const daysBefore = cases.filter(
      (item) => created(item) >= '2025-07-10' && created(item) < '2025-07-12',
    ).length;
    expect(newestDays).toBeLessThan(daysBefore);
  });

  it('numbers each case once and keeps the number in its path', () => {
    expect(new Set(cases.map(({ caseNumber }) => caseNumber)).size).toBe(cases.length);
    expect(cases.every(({ caseNumber, record }) => [caseNumber, null].includes(record.displayId))).toBe(true);
  });

  it('has every severity, every category, one category outside the lists, and nulls in every field', () => {
    expect([...distinct('severityCode')]).toEqual(expect.arrayContaining([...SEVERITIES]));
    expect([...distinct('RCA_Category')]).toEqual(expect.arrayContaining([...RCA_CATEGORIES, 'Performance']));
    expect([...distinct('Lifecycle_Category')]).toEqual(expect.arrayContaining([...LIFECYCLE_CATEGORIES]));
    for (const field of CASE_FIELDS) expect(distinct(field), field).toContain(null);
  });

  it('writes summaries of 600 to 650 characters in 4 to 6 sentences, hardly any twice', () => {
    const summaries = records.map((record) => record.Case_Summary).filter((summary) => summary !== null);
    const wrongLength = summaries.filter(({ length }) => length < 600 || length > 650);
    expect(wrongLength).toEqual([]);
    const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
    const sentences = summaries.map((summary) => [...segmenter.segment(summary)].length);
    expect(sentences.filter((count) => count >= 4 && count <= 6).length / sentences.length).toBeGreaterThan(
      0.98,
    );
    expect(new Set(summaries).size).toBeGreaterThan(0.95 * summaries.length);
  });

  it.each([
    ['Japanese', /[\u3041-\u3096]/],
    ['German', /[äöüß]/],
  ])('has subjects and summaries in %s', (_, script) => {
    const written = records.filter(
      ({ subject, Case_Summary }) => script.test(subject ?? '') && script.test(Case_Summary ?? ''),
    );
    expect(written.length).toBeGreaterThan(5);
  });

  it('has quotes in subjects and one summary that gives orders to its reader', () => {
    const subjects = records.map(({ subject }) => subject ?? '');
    expect(subjects.some((subject) => subject.includes('"'))).toBe(true);
    expect(subjects.some((subject) => subject.includes("'"))).toBe(true);
    expect(records.filter(({ Case_Summary }) => Case_Summary?.includes('Ignore all previous'))).toHaveLength(
      1,
    );
  });

  it('has bursts: events that nearly every account reported within a week', () => {
    for (const subject of [
      'Multi-AZ failover of RDS',
      'EC2 instances in use1-az4',
      'Lambda invocations delayed',
    ]) {
      const reports = cases.filter(({ record }) => record.subject?.startsWith(subject));
      const times = reports
        .map(created)
        .filter((time) => time !== '')
        .sort();
      expect(new Set(reports.map(({ accountNumber }) => accountNumber)).size, subject).toBeGreaterThan(9);
      expect(Date.parse(times.at(-1)!) - Date.parse(times[0]!), subject).toBeLessThanOrEqual(7 * 86_400_000);
    }
  });

  it.each<[string, string, string, (record: SampleCase['record']) => boolean]>([
    ['critical cases', '2025-01-01', '2025-02-01', (r) => r.severityCode === 'critical'],
    ['EC2 cases', '2024-12-01', '2025-01-01', (r) => serviceCodes('EC2').includes(r.serviceCode ?? '')],
    ['throttling', '2024-11-01', '2024-12-01', (r) => r.RCA_Category === 'Throttling'],
    [
      'high RDS cases',
      '2024-12-15',
      '2025-01-01',
      (r) => r.severityCode === 'high' && serviceCodes('RDS').includes(r.serviceCode ?? ''),
    ],
    [
      'high EC2 cases',
      '2025-01-01',
      '2025-07-31',
      (r) => r.severityCode === 'high' && serviceCodes('EC2').includes(r.serviceCode ?? ''),
    ],
    ['service events', '2025-01-01', '2025-07-31', (r) => r.RCA_Category === 'Service Event'],
  ])('has what the dated examples of the guide ask for: %s from %s to %s', (_, from, to, matches) => {
    const found = cases.filter((item) => created(item) >= from && created(item) < to && matches(item.record));
    expect(found.filter(({ record }) => record.Case_Summary !== null).length).toBeGreaterThanOrEqual(3);
  });

  it('has malformed and empty creation times only when asked to', () => {
    const wellFormed = ({ record: { timeCreated } }: SampleCase) =>
      timeCreated === null || /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(timeCreated);
    expect(cases.every(wellFormed)).toBe(true);
    const hostile = generateCases({ until: '2025-08-01', hostile: true });
    expect(hostile.filter((item) => !wellFormed(item)).length).toBeGreaterThan(10);
    expect(hostile.some(({ record }) => record.timeCreated === '')).toBe(true);
  });

  it.each([2, 3, 4, 5])('keeps its promises with seed %d and today as the end', (seed) => {
    const lengths = generateCases({ seed, count: 3_000 }).flatMap(
      ({ record }) => record.Case_Summary?.length ?? [],
    );
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(600);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(650);
  });

  it.each<[GenerateOptions, string]>([
    [{ until: '2025-02-30' }, "'2025-02-30' is not a calendar date"],
    [{ until: 'soon' }, "'soon' is not a calendar date"],
    [{ count: 0 }, 'must be 1 or more, not 0'],
    [{ count: 1.5 }, 'must be 1 or more, not 1.5'],
  ])('refuses %j', (options, message) => {
    expect(() => generateCases(options)).toThrow(message);
  });
});

describe('SAMPLE_SERVICES', () => {
  it.each(SAMPLE_SERVICES.map(({ name, codes }) => [name, codes] as const))(
    'gives %s codes that AWS Support uses',
    (name, codes) => {
      expect(serviceCodes(name)).toEqual(expect.arrayContaining([...codes]));
    },
  );
});

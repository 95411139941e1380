import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CaseInsightsError } from '../errors.ts';
import {
  analyzeCaseSummaries,
  analyzeWithBedrock,
  getCaseSummary,
  getRcaAnalysis,
  getServiceTrends,
  nullsNote,
  parseInput,
  queryAthena,
  TOOLS,
} from './index.ts';

function refusal(parse: () => unknown): CaseInsightsError {
  try {
    parse();
  } catch (error) {
    if (error instanceof CaseInsightsError) return error;
    throw error;
  }
  throw new Error('It was accepted.');
}

const JANUARY = { start_date: '2025-01-01', end_date: '2025-01-31' };

describe('parseInput', () => {
  it.each([
    [queryAthena, { query: 'SELECT 1' }, { query: 'SELECT 1', max_results: 100, fresh: false }],
    [getCaseSummary, {}, { days_back: 30 }],
    [getCaseSummary, undefined, { days_back: 30 }],
    [
      getRcaAnalysis,
      { rca_category: 'Throttling' },
      { rca_category: 'Throttling', limit: 10, details: false },
    ],
    [getServiceTrends, {}, { days_back: 90 }],
    [analyzeCaseSummaries, JANUARY, { ...JANUARY, coverage: 'fit' }],
  ] as const)('fills in the defaults of $name', (tool, args, input) => {
    expect(parseInput(tool, args)).toEqual(input);
  });

  it('counts null and empty text of an optional argument as absent', () => {
    expect(parseInput(getCaseSummary, { account_number: null, service_code: ' ', days_back: null })).toEqual({
      days_back: 30,
    });
  });

  it('says of a number with a default that null counted as absent', () => {
    const note = (args: unknown) => nullsNote(getCaseSummary, args, parseInput(getCaseSummary, args));
    expect(note({ days_back: null })).toBe(
      'days_back is null, which counts as not given: its default is 30.',
    );
    for (const args of [null, {}, { days_back: 7 }, { service_code: null }, { days_back: '' }])
      expect(note(args)).toBeUndefined();
  });

  it.each(['123456789012', ' 1234-5678-9012 ', '1234 5678 9012'])(
    'takes the account %s as the console shows it',
    (account) => {
      expect(parseInput(getCaseSummary, { account_number: account }).account_number).toBe('123456789012');
    },
  );

  it.each(['30', ' 30 ', '3e1', '30.0'])('takes the text %j for the number that it is', (text) => {
    expect(parseInput(getCaseSummary, { days_back: text }).days_back).toBe(30);
  });

  it('leaves a text that looks like a number where a text is wanted', () => {
    expect(parseInput(getCaseSummary, { account_number: '123456789012' }).account_number).toBe(
      '123456789012',
    );
  });

  it('takes a severity by the name that the console gives it', () => {
    const severity_code = 'Production system impaired';
    expect(parseInput(analyzeCaseSummaries, { ...JANUARY, severity_code }).severity_code).toBe('high');
  });

  it.each([
    [
      { start_date: 'last month', end_date: 'last month' },
      'analyze_case_summaries cannot run: start_date is "last month", but must be a day of the calendar written YYYY-MM-DD; today is 2026-11-26, so this means start_date 2026-10-01 and end_date 2026-10-31; end_date is "last month", but must be a day of the calendar written YYYY-MM-DD; today is 2026-11-26, so this means start_date 2026-10-01 and end_date 2026-10-31.',
    ],
    [
      { start_date: '2025-01-01', end_date: 'yesterday' },
      'analyze_case_summaries cannot run: end_date is "yesterday", but must be a day of the calendar written YYYY-MM-DD; today is 2026-11-26, so this means 2026-11-25.',
    ],
    [
      { start_date: 'Q1 2025', end_date: '2025-03-31' },
      'analyze_case_summaries cannot run: start_date is "Q1 2025", but must be a day of the calendar written YYYY-MM-DD; today is 2026-11-26, so this means start_date 2025-01-01 and end_date 2025-03-31.',
    ],
    [
      { start_date: 'soon', end_date: '2025-03-31' },
      'analyze_case_summaries cannot run: start_date is "soon", but must be a day of the calendar written YYYY-MM-DD, and today is 2026-11-26.',
    ],
  ])('says which days are meant by %j', (args, sentence) => {
    expect(refusal(() => parseInput(analyzeCaseSummaries, args, '2026-11-26')).message).toBe(sentence);
  });

  it('takes a severity in any case', () => {
    expect(parseInput(analyzeCaseSummaries, { ...JANUARY, severity_code: ' Critical ' }).severity_code).toBe(
      'critical',
    );
  });

  it.each([
    [
      getCaseSummary,
      { days_back: 0 },
      'get_case_summary cannot run: days_back is 0, but must be a whole number of at least 1.',
    ],
    [getCaseSummary, { days_back: 2 ** 53 }, 'days_back is 9007199254740992'],
    [getCaseSummary, { days_back: 1.5 }, 'days_back is 1.5'],
    [getCaseSummary, { days_back: 'thirty' }, 'days_back is "thirty"'],
    [getCaseSummary, { days_back: '30 days' }, 'days_back is "30 days"'],
    [getCaseSummary, { days_back: '0x1e' }, 'days_back is "0x1e"'],
    [getCaseSummary, { days_back: '0' }, 'days_back is 0'],
    [getCaseSummary, { days_back: '-4000' }, 'days_back is -4000'],
    [getCaseSummary, { days_back: Number.NaN }, 'days_back is NaN'],
    [
      getCaseSummary,
      { account_number: 123456789012 },
      'account_number is 123456789012, but must be a text of 12 digits, the number of an AWS account',
    ],
    [getCaseSummary, { account_number: '12345678901' }, 'but must be a text of 12 digits'],
    [getCaseSummary, { account_number: 'production' }, 'but must be a text of 12 digits'],
    [getCaseSummary, { service_code: 'x'.repeat(201) }, 'service_code is "xxx'],
    [getCaseSummary, { service_code: 'a\0b' }, 'service_code is "a\\u0000b", but must be a text'],
    [getCaseSummary, { service_code: '\ud800' }, 'service_code is "\\ud800", but must be a text'],
    [
      getCaseSummary,
      { service: 'EC2' },
      'get_case_summary cannot run: "service" is not an argument; it takes start_date, end_date, service_code, account_number, severity_code, days_back.',
    ],
    [getCaseSummary, ['EC2'], 'The arguments of get_case_summary are a list, but must be an object'],
    [getCaseSummary, JSON.parse('{"__proto__": 1}'), '"__proto__" is not an argument'],
    [getRcaAnalysis, {}, 'rca_category is missing, but must be a text of 1 to 200 characters'],
    [getRcaAnalysis, { rca_category: '' }, 'rca_category is "", but must be a text'],
    [
      getRcaAnalysis,
      { rca_category: 'Throttling', limit: 0 },
      'limit is 0, but must be a whole number of at least 1',
    ],
    [queryAthena, { query: 'SELECT 1', max_results: 5001 }, 'max_results is 5001'],
    [queryAthena, { query: '' }, 'query is "", but must be a text of at least 1 character'],
    [
      analyzeCaseSummaries,
      { ...JANUARY, start_date: '2025-02-30' },
      'start_date is "2025-02-30", but must be a day of the calendar',
    ],
    [analyzeCaseSummaries, { ...JANUARY, end_date: '2025-1-31' }, 'end_date is "2025-1-31"'],
    [
      analyzeCaseSummaries,
      { ...JANUARY, end_date: '2025-01-31T00:00:00Z' },
      'end_date is "2025-01-31T00:00:00Z"',
    ],
    [
      analyzeCaseSummaries,
      { ...JANUARY, start_date: '2025-02-01' },
      'start_date is "2025-02-01", but must not be after end_date',
    ],
    [
      analyzeCaseSummaries,
      { ...JANUARY, severity_code: 'blocker' },
      'severity_code is "blocker", but must be one of critical, urgent, high, normal, low; if critical is meant, send that.',
    ],
    [
      analyzeCaseSummaries,
      { ...JANUARY, severity_code: 'sev 2' },
      'severity_code is "sev 2", but must be one of critical, urgent, high, normal, low; if urgent is meant, send that.',
    ],
    [
      analyzeCaseSummaries,
      { ...JANUARY, severity_code: 'bad' },
      'severity_code is "bad", but must be one of critical, urgent, high, normal, low.',
    ],
    [
      analyzeCaseSummaries,
      { ...JANUARY, max_cases: 2001 },
      'max_cases is 2001, but must be a whole number from 1 to 2000 unless coverage is "all"',
    ],
    [analyzeCaseSummaries, { ...JANUARY, max_cases: 20_001, coverage: 'all' }, 'max_cases is 20001'],
    [
      analyzeCaseSummaries,
      { ...JANUARY, coverage: 'most' },
      'coverage is "most", but must be one of fit, all',
    ],
    [
      analyzeCaseSummaries,
      { ...JANUARY, analysis_question: 'x'.repeat(10_001) },
      'but must be a text of 1 to 10000 characters',
    ],
  ] as const)('refuses what a tool cannot take: %#', (tool, args, sentence) => {
    const error = refusal(() => parseInput(tool, args));
    expect(error.code).toBe('invalid_input');
    expect(error.message).toContain(sentence);
    expect(error.message.length).toBeLessThan(400);
  });

  it.each([
    [analyzeWithBedrock, { data: 'é'.repeat(1024 * 1024), analysis_prompt: 'x' }],
    [analyzeCaseSummaries, { start_date: '2024-02-29', end_date: '2024-02-29' }],
    [analyzeCaseSummaries, { ...JANUARY, max_cases: 20_000, coverage: 'all' }],
    [getServiceTrends, { days_back: 3650 }],
  ] as const)('takes what is just within the limits: %#', (tool, args) => {
    expect(() => parseInput(tool, args)).not.toThrow();
  });

  it('refuses data over its limit as too large', () => {
    const error = refusal(() =>
      parseInput(analyzeWithBedrock, { data: 'é'.repeat(1024 * 1024 + 1), analysis_prompt: 'x' }),
    );
    expect(error.code).toBe('payload_too_large');
    expect(error.message).toMatch(
      /^analyze_with_bedrock cannot run: data is "é+"…, but must be a text of 1 to 2097152 bytes in UTF-8\.$/,
    );
  });

  it('compares days only when both are days', () => {
    const error = refusal(() =>
      parseInput(analyzeCaseSummaries, { start_date: '2025-02-30', end_date: '1 Jan 2025' }),
    );
    expect(error.details.map(({ field, message }) => [field, message.includes('after')])).toEqual([
      ['start_date', false],
      ['end_date', false],
    ]);
  });

  it('names every field at fault, in the sentence and one by one', () => {
    const error = refusal(() => parseInput(getRcaAnalysis, { limit: 0, top: 3, last: 4 }));
    expect(error.details.map((detail) => detail.field)).toEqual(['rca_category', 'limit', 'top', 'last']);
    for (const detail of error.details) expect(error.message).toContain(detail.message);
  });

  it('names the first twenty of any number of faults', () => {
    const args = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`x${index}`, 1]));
    const error = refusal(() => parseInput(getCaseSummary, args));
    expect(error.details).toHaveLength(20);
    expect(error.message).toContain('99980 more are wrong; it takes start_date');
  });

  it('refuses what is nested too deeply to be written out', () => {
    const deep = JSON.parse('['.repeat(200_000) + ']'.repeat(200_000));
    expect(refusal(() => parseInput(getCaseSummary, { service_code: deep })).message).toContain(
      'service_code is a list, but must be a text',
    );
  });

  it('answers anything at all with input or invalid_input', () => {
    const args = fc.oneof(
      fc.anything(),
      fc.dictionary(
        fc.constantFrom('query', 'data', 'days_back', 'rca_category', 'start_date', 'end_date', 'max_cases'),
        fc.anything(),
      ),
    );
    fc.assert(
      fc.property(fc.constantFrom(...TOOLS), args, (tool, given) => {
        try {
          parseInput(tool, given);
        } catch (error) {
          expect(error).toMatchObject({ code: 'invalid_input' });
        }
      }),
    );
  });
});

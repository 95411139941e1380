import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerTokens, cutText, longestFitting, longestTextFitting } from './answer-size.ts';
import {
  analyzeCaseSummaries,
  analyzeWithBedrock,
  getCaseSummary,
  getRcaAnalysis,
  getServiceTrends,
} from './index.ts';

describe('longestFitting', () => {
  it('keeps as many of the first items as fit, and one more would not', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 40 }), { maxLength: 60 }),
        fc.integer({ min: 5, max: 300 }),
        (items, maxTokens) => {
          const kept = longestFitting(items, maxTokens, (some) => some);
          expect(kept).toEqual(items.slice(0, kept.length));
          if (kept.length > 0) expect(answerTokens(kept)).toBeLessThanOrEqual(maxTokens);
          if (kept.length < items.length && kept.length > 0) {
            expect(answerTokens(items.slice(0, kept.length + 1))).toBeGreaterThan(maxTokens);
          }
        },
      ),
    );
  });
});

describe('longestTextFitting', () => {
  it('leaves no half of a character at the end', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 300 }),
        fc.integer({ min: 5, max: 60 }),
        (text, max) => {
          const kept = longestTextFitting(text, max, (some) => some);
          expect(text.startsWith(kept)).toBe(true);
          expect(kept).not.toMatch(/\p{Surrogate}/u);
        },
      ),
    );
    expect(cutText('a😀b', 2)).toBe('a…');
  });
});

describe('an answer that is too long', () => {
  const names = Array.from({ length: 500 }, (_, number) => `Category number ${number}`);
  const counts = Object.fromEntries(names.map((name, index) => [name, 1000 - index]));

  it('of get_case_summary keeps the largest groups and all totals', () => {
    const answer = getCaseSummary.shorten?.(
      {
        filters_applied: { date_range: '2025-01-01 to 2025-01-31' },
        total_cases: 375_250,
        unique_accounts: 0,
        unique_services: 500,
        by_rca_category: counts,
        by_lifecycle_category: { Logging: 3 },
        by_severity: { low: 3 },
        by_service: counts,
        by_account: {},
        query_execution_id: 'id',
      },
      1_000,
    );
    expect(answerTokens(answer)).toBeLessThanOrEqual(1_000);
    const kept = Object.keys(answer?.by_service ?? {}).length;
    expect(kept).toBeGreaterThan(30);
    expect(answer).toMatchObject({
      total_cases: 375_250,
      by_rca_category: { 'Category number 0': 1000 },
      by_severity: { low: 3 },
      note: `Only the largest ${kept} groups of each kind are listed, to stay within 1,000 tokens; totals count all.`,
    });
  });

  it('of get_rca_analysis keeps the newest cases and says how to get older ones', () => {
    const listed = (number: number) => ({
      case_number: String(number),
      account_number: '111122223333',
      date: `2025-01-${String(31 - (number % 31)).padStart(2, '0')}`,
      severity: 'low',
      service: 'EC2',
      subject: 'A subject of some words',
      rca_reason: 'A reason of some more words than that.',
      lifecycle_category: 'Logging',
    });
    const answer = {
      rca_category: 'Throttling',
      total_cases: 900,
      cases: Array.from({ length: 31 }, (_, number) => listed(number)),
      query_execution_id: 'id',
    };
    const shorter = getRcaAnalysis.shorten?.(answer, 1_000);
    expect(answerTokens(shorter)).toBeLessThanOrEqual(1_000);
    const kept = shorter?.cases.length ?? 0;
    expect(shorter).toMatchObject({
      total_cases: 900,
      truncated: true,
      note: `Only the newest ${kept} of 31 cases are listed, to stay within 1,000 tokens. For older ones ask again with end_date ${answer.cases[kept - 1]?.date}.`,
    });
    const huge = { ...listed(0), case_summary: 'word '.repeat(5_000) };
    const one = getRcaAnalysis.shorten?.({ ...answer, cases: [huge, huge] }, 1_000);
    expect(answerTokens(one)).toBeLessThanOrEqual(1_000);
    expect(one?.cases[0]?.case_summary).toMatch(/^(word ){200}…$/);
  });

  it('of get_service_trends keeps the largest services and counts the others', () => {
    const service = (number: number) => ({
      service: `Service ${number}`,
      service_codes: [`service-${number}`],
      total_cases: 100 - number,
      trend: 'steady' as const,
      counts: Array.from({ length: 60 }, () => 7),
      top_rca_categories: { Throttling: 3 },
    });
    const services = Array.from({ length: 20 }, (_, number) => service(number));
    const shorter = getServiceTrends.shorten?.(
      {
        date_range: '2020-01-01 to 2025-01-01',
        interval: 'month',
        dates: [],
        services,
        other_services: { services: 2, total_cases: 5 },
        query_execution_id: 'id',
      },
      1_500,
    );
    expect(answerTokens(shorter)).toBeLessThanOrEqual(1_500);
    const kept = shorter?.services.length ?? 0;
    expect(kept).toBeGreaterThan(3);
    expect(shorter).toMatchObject({
      other_services: {
        services: 22 - kept,
        total_cases: 5 + services.slice(kept).reduce((sum, { total_cases }) => sum + total_cases, 0),
      },
      note: `Only the largest ${kept} services are listed, to stay within 1,500 tokens; ask for fewer days, or for one service with service_code.`,
    });
  });

  const analysis = {
    filters_applied: {
      date_range: '2025-01-01 to 2025-01-31',
      severity_code: null,
      service_code: null,
      case_id: null,
      rca_category: null,
      lifecycle_category: null,
    },
    total_cases_found: 3,
    summaries_available: 3,
    summaries_analyzed: 3,
    token_management: {
      estimated_input_tokens: 1,
      max_input_tokens: 2,
      truncated: false,
      explanation: 'All.',
    },
    analysis_question: 'Why?',
    analysis: 'Because of the database. '.repeat(100),
    model_used: 'model',
    sample_cases: [],
    query_execution_id: 'id',
    citations: Object.fromEntries(
      names.map((_, number) => [String(170_000_000_000 + number), 'EC2 low 2025-01-01']),
    ),
  };

  it('of an analysis loses citations first, then the end of the text', () => {
    const shorter = analyzeCaseSummaries.shorten?.(analysis, 1_500);
    expect(answerTokens(shorter)).toBeLessThanOrEqual(1_500);
    expect(shorter).toMatchObject({
      analysis: analysis.analysis,
      token_management: { explanation: 'All. Some citations were left out to stay within 1,500 tokens.' },
    });
    const shortest = analyzeCaseSummaries.shorten?.(analysis, 500);
    expect(answerTokens(shortest)).toBeLessThanOrEqual(500);
    expect(shortest?.analysis).toMatch(/^Because of the database\. .*…$/);
    expect(shortest?.token_management.explanation).toBe(
      'All. Citations and the end of the analysis were left out to stay within 500 tokens.',
    );
    const bedrock = analyzeWithBedrock.shorten?.(
      {
        analysis: analysis.analysis,
        model_used: 'model',
        usage: { input_tokens: 1, output_tokens: 1 },
        data_truncated: false,
      },
      300,
    );
    expect(answerTokens(bedrock)).toBeLessThanOrEqual(300);
    expect(bedrock?.data_note).toBe('The end of the analysis was left out to stay within 300 tokens.');
  });

  it('of an analysis then loses its smallest problems, whose cases it adds to the rest, and the text last', () => {
    const problem = (number: number) => ({
      name: `Problem ${number}`,
      definition: 'What belongs to it, in a sentence of some words.',
      cases: 100 - number,
      share: 0.05,
      trend: 'steady' as const,
      counts: Array.from({ length: 24 }, () => 4),
      by_severity: { normal: 50, low: 50 },
      by_service: { EC2: 100 },
      by_account: {},
      by_rca_category: {},
      examples: ['170000000001'],
    });
    const problems = Array.from({ length: 20 }, (_, number) => problem(number));
    const whole = {
      ...analysis,
      problems,
      problems_other: { problems: 3, cases: 7 },
      problems_unassigned: 2,
    };
    const shorter = analyzeCaseSummaries.shorten?.(whole, 2_000);
    expect(answerTokens(shorter)).toBeLessThanOrEqual(2_000);
    const kept = shorter?.problems ?? [];
    expect(kept.length).toBeGreaterThan(3);
    expect(kept).toEqual(problems.slice(0, kept.length));
    const listed = kept.reduce((sum, { cases }) => sum + cases, 0);
    const total = problems.reduce((sum, { cases }) => sum + cases, 0);
    expect(shorter?.problems_other).toEqual({ problems: 23 - kept.length, cases: 7 + total - listed });
    expect(shorter?.analysis).toBe(analysis.analysis);
    expect(shorter?.token_management.explanation).toBe(
      'All. Citations and the smallest listed problems were left out to stay within 2,000 tokens.',
    );
    const shortest = analyzeCaseSummaries.shorten?.(whole, 500);
    expect(answerTokens(shortest)).toBeLessThanOrEqual(500);
    expect(shortest?.problems_other).toEqual({ problems: 23, cases: 7 + total });
    expect(shortest?.token_management.explanation).toBe(
      'All. Citations, problems and the end of the analysis were left out to stay within 500 tokens.',
    );
  });
});

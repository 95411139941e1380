import type { LocalStack } from '@case-insights/testing/local-stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { connect, type TestClient } from './support/clients.ts';
import { openedWithin, PINNED_CASES } from './support/expected.ts';
import { startLocal } from './support/stack.ts';

const RANGE = { start_date: '2024-08-01', end_date: '2025-07-31' };
const MATCHING = openedWithin(PINNED_CASES, RANGE.start_date, RANGE.end_date);
const READABLE = MATCHING.filter(({ record }) => (record.Case_Summary ?? '').trim() !== '');

const analysis = z.object({
  total_cases_found: z.number(),
  summaries_available: z.number(),
  summaries_analyzed: z.number(),
  analysis: z.string(),
  coverage: z.object({
    cases_total: z.number(),
    cases_covered: z.number(),
    share: z.number(),
    packs: z.number(),
    packs_failed: z.number().optional(),
  }),
  statistics: z.object({ by_month: z.record(z.string(), z.number()) }),
  citations: z.record(z.string(), z.string()).default({}),
  citations_removed: z.number().default(0),
  problems: z.array(z.object({ cases: z.number() })).default([]),
  problems_other: z.object({ problems: z.number(), cases: z.number() }).default({ problems: 0, cases: 0 }),
  problems_unassigned: z.number().default(0),
});

let stack: LocalStack;
let client: TestClient;
beforeAll(async () => {
  // A model call that holds a few dozen cases, so that the sample makes many packs; an analysis may take a year's.
  stack = await startLocal({ variables: { MAX_INPUT_TOKENS: '20000', MAX_ANALYSIS_TOKENS: '220000' } });
  client = await connect('v2, auto', stack);
});
afterAll(async () => {
  await client?.close();
  await stack?.stop();
});

const modelCalls = () => stack.functionLog().filter(({ message }) => message === 'model answered').length;

describe('analyze_case_summaries with coverage all, through the bridge', () => {
  it('reads every case in packs, reports each, and answers with exact numbers and real citations', async () => {
    const messages: string[] = [];
    const before = modelCalls();
    const result = await client.callTool(
      'analyze_case_summaries',
      { ...RANGE, coverage: 'all' },
      { onprogress: ({ message }) => message !== undefined && messages.push(message) },
    );
    const output = analysis.parse(result.structuredContent);

    expect(output.total_cases_found).toBe(MATCHING.length);
    expect(output.summaries_available).toBe(READABLE.length);
    expect(output.summaries_analyzed).toBe(READABLE.length);
    expect(output.coverage).toMatchObject({
      cases_total: MATCHING.length,
      cases_covered: READABLE.length,
      share: Math.floor((READABLE.length / MATCHING.length) * 10_000) / 10_000,
    });
    expect(output.coverage).not.toHaveProperty('packs_failed');
    expect(output.coverage.packs).toBeGreaterThan(3);
    // One for each pack, one that makes the names of problems one, and one that answers.
    expect(modelCalls() - before).toBe(output.coverage.packs + 2);

    const months = MATCHING.map(({ record }) => record.timeCreated?.slice(0, 7) ?? '');
    expect(Object.entries(output.statistics.by_month)).toEqual(
      [...new Set(months)].sort().map((month) => [month, months.filter((other) => other === month).length]),
    );
    const real = new Set(READABLE.map(({ caseNumber }) => caseNumber));
    expect(Object.keys(output.citations).length).toBeGreaterThan(0);
    expect(Object.keys(output.citations).filter((number) => !real.has(number))).toEqual([]);
    expect(output.citations_removed).toBe(0);

    const estimate = messages.findIndex((message) =>
      message.startsWith(`About to read ${READABLE.length} cases`),
    );
    const packs = messages.filter((message) => /^Pack \d+ with \d+ cases is read/.test(message));
    expect(estimate).toBeGreaterThanOrEqual(0);
    expect(packs).toHaveLength(output.coverage.packs);
    expect(messages.findIndex((message) => message.startsWith('Pack '))).toBeGreaterThan(estimate);
    expect(messages.some((message) => /^Making one list of \d+ names of problems/.test(message))).toBe(true);
    expect(messages).toContain('Writing the answer from the counted problems.');

    const problems = output.problems.reduce((sum, { cases }) => sum + cases, 0);
    expect(output.problems).toHaveLength(20);
    expect(problems + output.problems_other.cases + output.problems_unassigned).toBe(READABLE.length);
  });

  it('is refused with the estimate, before any model call, where it would take more than the deployment allows', async () => {
    const before = modelCalls();
    const result = await client.callTool('analyze_case_summaries', {
      start_date: '2023-08-01',
      end_date: '2025-07-31',
      coverage: 'all',
      max_cases: 20_000,
    });
    expect(result.isError).toBe(true);
    expect(result.content[0]?.text).toMatch(
      /would take \d+ model calls, about [\d,]+ input tokens.*allows 220,000/,
    );
    expect(modelCalls()).toBe(before);
  });

  it('stops before the limit in one call without it, and says so', async () => {
    const result = await client.callTool('analyze_case_summaries', { ...RANGE, max_cases: 2_000 });
    const output = analysis.parse(result.structuredContent);
    expect(output.coverage.packs).toBe(1);
    expect(output.summaries_analyzed).toBeGreaterThan(50);
    expect(output.summaries_analyzed).toBeLessThan(READABLE.length);
    expect(result.structuredContent).toMatchObject({
      token_management: {
        truncated: true,
        max_input_tokens: 20_000,
        explanation: expect.stringContaining('Use coverage "all"'),
      },
    });
  });
});

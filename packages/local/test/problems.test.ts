import type { LocalStack } from '@case-insights/testing/local-stack';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { BAD_MODELS, type BadModelName, BadModelServer } from './support/bad-models.ts';
import { openedWithin, PINNED_CASES } from './support/expected.ts';
import { startLocal } from './support/stack.ts';

const RANGE = { start_date: '2025-06-01', end_date: '2025-07-31' };
const READABLE = openedWithin(PINNED_CASES, RANGE.start_date, RANGE.end_date).filter(
  ({ record }) => (record.Case_Summary ?? '').trim() !== '',
).length;

const RESULT = z.object({
  analysis: z.string(),
  summaries_analyzed: z.number(),
  coverage: z.object({ packs: z.number(), packs_failed: z.number().default(0) }),
  problems: z.array(z.object({ id: z.string(), name: z.string(), cases: z.number() })),
  problems_other: z.object({ cases: z.number() }).default({ cases: 0 }),
  problems_unassigned: z.number(),
});

let models: BadModelServer;
let stack: LocalStack;
beforeAll(async () => {
  models = await BadModelServer.start();
  // Calls that hold a few dozen cases, so that two months make several parts.
  stack = await startLocal({ variables: { MAX_INPUT_TOKENS: '9000' } }, undefined, {
    LOCAL_LLM_URL: models.url,
  });
});
afterAll(async () => {
  await stack?.stop();
  await models?.stop();
});
beforeEach(() => {
  models.asked.length = 0;
});

async function analyze(question: string, more: object = {}) {
  const response = await stack.send('POST', '/tools/analyze_case_summaries', {
    ...RANGE,
    coverage: 'all',
    analysis_question: question,
    ...more,
  });
  const body: unknown = await response.json();
  expect(response.status, JSON.stringify(body)).toBe(200);
  return RESULT.parse(body);
}

const casesOf = (result: z.output<typeof RESULT>) =>
  result.problems.reduce((sum, { cases }) => sum + cases, result.problems_other.cases);

describe('the problems of an analysis, whatever the model says', () => {
  it.each(Object.keys(BAD_MODELS) as BadModelName[])(
    'add up to the cases read where the model %s',
    async (name) => {
      models.answersAs = name;
      const result = await analyze(`Does it add up where the model ${name}?`);
      expect(result.summaries_analyzed).toBe(READABLE);
      expect(result.coverage.packs_failed).toBe(0);
      expect(casesOf(result) + result.problems_unassigned).toBe(READABLE);
      expect(result.analysis).not.toContain('9,999');
    },
  );

  it('read each case once, and ask for those again once that the answer is not clear about', async () => {
    models.answersAs = 'does as it is told';
    const told = await analyze('Which cases are read?');
    const reads = () => models.asked.flatMap((asked) => (asked.kind === 'read' ? [asked.cases] : []));
    expect(told.coverage.packs).toBeGreaterThan(2);
    expect(reads()).toHaveLength(told.coverage.packs);
    expect(reads().reduce((sum, cases) => sum + cases, 0)).toBe(READABLE);

    models.asked.length = 0;
    models.answersAs = 'leaves out every second case';
    const half = await analyze('Which cases are read again?');
    expect(reads()).toHaveLength(2 * half.coverage.packs);
    expect(reads().reduce((sum, cases) => sum + cases, 0)).toBeLessThan(READABLE * 1.7);
  });

  it('narrow a later call to the cases of one', async () => {
    models.answersAs = 'does as it is told';
    const [first] = (await analyze('Which problem is the largest?')).problems;
    models.asked.length = 0;
    const narrowed = await analyze('What about that one?', { problem: first?.id });
    expect(narrowed.summaries_analyzed).toBe(first?.cases);
    expect(casesOf(narrowed) + narrowed.problems_unassigned).toBe(first?.cases);
  });
});

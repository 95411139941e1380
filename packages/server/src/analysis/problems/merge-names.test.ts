import { packEntries } from '@case-insights/core/packing';
import { analyzeCaseSummaries, caseSelection, caseStatistics, parseInput } from '@case-insights/core/tools';
import { describe, expect, it } from 'vitest';
import { budgetOf } from '../budget.ts';
import {
  type Answer,
  answerOf,
  groups,
  selection,
  type TestSetting,
  testContext,
} from '../testing/context.ts';
import { namesIn } from '../testing/sorting-model.ts';
import { mergeNames } from './merge-names.ts';

const FOUND = Array.from({ length: 1_000 }, (_, place) => ({
  name: `Variant ${place} of problem ${place % 40}`,
  definition: 'A sentence.',
  apart: '',
  cases: 1 + (place % 7),
  members: [place],
}));

async function merge(answer: Answer, setting: TestSetting = {}) {
  const test = testContext({ answer, ...setting });
  const { context } = test;
  const analysis = {
    input: parseInput(analyzeCaseSummaries, { start_date: '2025-01-01', end_date: '2025-01-31' }),
    question: 'What breaks?',
    context,
    budget: budgetOf(context.model.id, context.limits),
    selection: caseSelection(selection([], 0, 0)),
    ...caseStatistics(groups([], 0)),
    entries: packEntries([]),
  };
  return { ...test, merged: await mergeNames(analysis, FOUND, { oneReader: false, wait: async () => {} }) };
}

/** Joins the variants of a problem that stand in one call. */
const joining: Answer = ({ prompt }) => {
  const byProblem = new Map<string, number[]>();
  for (const [place, { name }] of namesIn(prompt).entries()) {
    const problem = name.slice(name.indexOf('problem'));
    byProblem.set(problem, [...(byProblem.get(problem) ?? []), place + 1]);
  }
  const problems = [...byProblem].map(([problem, same]) => ({ name: `One ${same[0]} of ${problem}`, same }));
  return answerOf(JSON.stringify({ problems }));
};

const members = (problems: readonly { readonly members: readonly number[] }[]) =>
  problems.flatMap((problem) => problem.members).toSorted((a, b) => a - b);
const ALL = FOUND.map((_, place) => place);

describe('mergeNames', () => {
  it('compares a thousand names in rounds of at most 150 a call, until one call has seen what is left', async () => {
    const { merged, requests, messages } = await merge(joining);
    expect(Math.max(...requests.map(({ prompt }) => namesIn(prompt).length))).toBeLessThanOrEqual(150);
    expect(merged.problems).toHaveLength(40);
    expect(members(merged.problems)).toEqual(ALL);
    expect(merged.problems.reduce((sum, { cases }) => sum + cases, 0)).toBe(
      FOUND.reduce((sum, { cases }) => sum + cases, 0),
    );
    expect(messages).toEqual([
      'Making one list of 1000 names of problems.',
      'Making one list of 280 names of problems.',
      'Making one list of 80 names of problems.',
    ]);
    expect(requests).toHaveLength(7 + 2 + 1);
    expect(merged.notes).toEqual([]);
  });

  it('ends with 60 problems and every case where a model joins nothing, after one round', async () => {
    const { merged, requests } = await merge(() => answerOf('They all differ.'));
    expect(requests).toHaveLength(7);
    expect(merged.problems).toHaveLength(60);
    expect(merged.problems.at(-1)?.name).toBe('Other problems');
    expect(members(merged.problems)).toEqual(ALL);
  });

  it('fits the names into what a call may hold', async () => {
    const { merged, requests } = await merge(joining, { limits: { maxInputTokens: 1_500 } });
    expect(Math.max(...requests.map(({ prompt }) => namesIn(prompt).length))).toBeLessThan(100);
    expect(members(merged.problems)).toEqual(ALL);
  });
});

import { describe, expect, it } from 'vitest';
import { says } from './answer-score.ts';
import { QUESTIONS } from './questions.ts';

describe('says', () => {
  it.each([
    ['There were 12 cases.', '12', true],
    ['There were 1,204 cases.', '1204', true],
    ['There were 112 cases.', '12', false],
    ['There were 12,345 cases.', '12', false],
    ['It was 3.12 %.', '12', false],
    ['rds leads with 12.', 'RDS', true],
    ['The worst month was March 2025 (40).', '2025-03', true],
    ['最悪の月は2025年3月です。', '2025-03', true],
    ['The worst month was 2025-04.', '2025-03', false],
  ])('%s ∋ %s: %s', (answer, expected, verdict) => {
    expect(says(answer, expected)).toBe(verdict);
  });
});

describe('the evaluation set', () => {
  it('has thirty different questions', () => {
    expect(
      new Set(QUESTIONS.map((question) => JSON.stringify([question.question, question.filters]))).size,
    ).toBe(30);
  });

  it('takes the name and size of the largest group for the truth, or the size alone where two are equal', () => {
    const top = QUESTIONS.find(({ question }) => question.includes('most cases'));
    const rows = [
      { name: 'aws-lambda', cases: 5 },
      { name: 'amazon-elastic-compute-cloud-linux', cases: 4 },
      { name: 'amazon-elastic-compute-cloud-windows', cases: 3 },
    ];
    expect(top?.expected(rows)).toEqual(['EC2', '7']);
    expect(top?.expected(rows.slice(0, 1).concat({ name: 'service-eks', cases: 5 }))).toEqual(['5']);
  });
});

import { describe, expect, it } from 'vitest';
import { didYouMean } from './closest.ts';

const TOOLS = ['get_case_summary', 'get_rca_analysis', 'query_athena'];

describe('didYouMean', () => {
  it.each([
    ['get_case_sumary', '; did you mean get_case_summary?'],
    ['Query_Athena', '; did you mean query_athena?'],
    ['get_rca', ''],
    ['x', ''],
    ['', ''],
  ])('answers %j with %j', (word, expected) => {
    expect(didYouMean(word, TOOLS)).toBe(expected);
  });
});

import { TOOL_NAMES } from '@case-insights/core/names';
import { describe, expect, it } from 'vitest';
import { describeOutcome } from './outcome.ts';

const [first, ...others] = TOOL_NAMES;

describe('describeOutcome', () => {
  it('says that all tools answered', () => {
    const outcomes = new Map(TOOL_NAMES.map((name) => [name, true]));
    expect(describeOutcome(outcomes)).toEqual({
      failures: 0,
      summary: `All ${TOOL_NAMES.length} tools answered`,
    });
  });

  it('counts the calls that failed', () => {
    const outcomes = new Map(TOOL_NAMES.map((name) => [name, name !== first]));
    expect(describeOutcome(outcomes)).toEqual({
      failures: 1,
      summary: `1 of ${TOOL_NAMES.length} calls failed`,
    });
  });

  it('names a tool that the demo has no call for', () => {
    const outcomes = new Map(others.map((name) => [name, true]));
    expect(describeOutcome(outcomes)).toEqual({
      failures: 0,
      summary: `${others.length} of ${TOOL_NAMES.length} tools answered`,
      uncalled: 'The demo does not call query_athena: add a call to packages/local/src/demo/calls.ts.',
    });
  });
});

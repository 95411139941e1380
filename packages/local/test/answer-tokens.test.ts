import type { RunningStack } from '@case-insights/testing/local-stack';
import { sharedStack } from '@case-insights/testing/shared-stacks';
import { beforeAll, describe, expect, it } from 'vitest';
import { MEASURED_ANSWERS, tokensOf } from '../bench/answer-tokens.ts';

let stack: RunningStack;
beforeAll(async () => {
  stack = await sharedStack('pinned');
});

describe('the tokens of an answer', () => {
  it.each(MEASURED_ANSWERS)(
    'stay within $atMost for the $name',
    async ({ tool, arguments: args, atMost }) => {
      const response = await stack.send('POST', `/tools/${tool}`, args);
      const text = await response.text();
      expect(response.status, text).toBe(200);
      expect(tokensOf(text)).toBeLessThanOrEqual(atMost);
    },
  );
});

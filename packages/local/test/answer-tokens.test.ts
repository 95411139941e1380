import type { LocalStack } from '@case-insights/testing/local-stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MEASURED_ANSWERS, tokensOf } from '../bench/answer-tokens.ts';
import { startLocal } from './support/stack.ts';

let stack: LocalStack;
beforeAll(async () => {
  stack = await startLocal();
}, 60_000);
afterAll(() => stack?.stop());

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

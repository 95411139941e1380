import { TOOLS } from '@case-insights/core/tools';
import { describe, expect, it } from 'vitest';
import { EXPECTED_TOOLS } from './server-check.ts';

describe('the tools the doctor expects', () => {
  it('are those of the product', () => {
    expect([...EXPECTED_TOOLS].sort()).toEqual(TOOLS.map(({ name }) => name).sort());
  });
});

import { defineProject } from 'vitest/config';

export default defineProject({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    name: 'views',
    include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.ts'],
    isolate: false,
    globalSetup: ['test/shared-browser.ts', '../testing/src/serve-stacks.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
  },
});

import { defineProject } from 'vitest/config';
import { grammarAliases } from './test/grammar.ts';

export default defineProject({
  resolve: { alias: grammarAliases },
  test: {
    name: 'core',
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    globalSetup: ['test/grammar.ts'],
    setupFiles: ['test/load-grammar.ts'],
    // Core is pure, so its test files can share a worker, which loads the grammar once for all of them.
    isolate: false,
  },
});

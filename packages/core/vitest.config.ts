import { defineProject } from 'vitest/config';
import { grammarAliases } from './test/grammar.ts';

export default defineProject({
  resolve: { alias: grammarAliases },
  test: {
    name: 'core',
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    globalSetup: ['test/grammar.ts'],
    setupFiles: ['test/load-grammar.ts'],
    isolate: false,
  },
});

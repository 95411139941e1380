import { defineProject } from 'vitest/config';
import { grammarAliases } from '../core/test/grammar.ts';

export default defineProject({
  resolve: { alias: grammarAliases },
  test: {
    name: 'trino-duckdb',
    include: ['src/**/*.test.ts', 'judge/**/*.test.ts'],
    isolate: false,
    globalSetup: ['../core/test/grammar.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
  },
});

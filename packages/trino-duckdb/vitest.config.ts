import { defineProject } from 'vitest/config';

export default defineProject({
  test: {
    name: 'trino-duckdb',
    include: ['src/**/*.test.ts', 'judge/**/*.test.ts'],
    isolate: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    // Its modules import each other without file extensions, which bundlers resolve and Node does not.
    server: { deps: { inline: ['dt-sql-parser'] } },
  },
});

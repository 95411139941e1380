import { defineProject } from 'vitest/config';

export default defineProject({
  test: {
    name: 'trino-duckdb',
    include: ['src/**/*.test.ts', 'judge/**/*.test.ts'],
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Its modules import each other without file extensions, which bundlers resolve and Node does not.
    server: { deps: { inline: ['dt-sql-parser'] } },
  },
});

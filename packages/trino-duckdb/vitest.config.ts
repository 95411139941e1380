import { defineProject } from 'vitest/config';

export default defineProject({
  test: {
    name: 'trino-duckdb',
    include: ['src/**/*.test.ts'],
    testTimeout: 60_000,
  },
});

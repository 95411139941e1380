import { defineProject } from 'vitest/config';

export default defineProject({
  test: {
    name: 'core',
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 20_000,
    // Its modules import each other without file extensions, which bundlers resolve and Node does not.
    server: { deps: { inline: ['dt-sql-parser'] } },
  },
});

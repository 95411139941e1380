import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// One run over all packages: one pool of workers, one summary, one figure for `.ci/run`.
export default defineConfig({
  test: {
    // Vitest leaves one processor to itself, which on two means that nothing overlaps. One worker more than there are
    // processors, since end-to-end tests wait for processes half of their time.
    maxWorkers: availableParallelism() + 1,
    projects: [
      'packages/*/vitest.config.ts',
      'infra/vitest.config.ts',
      {
        test: { name: 'workspace', include: ['test/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
      },
    ],
    reporters: ['default', ['json', { outputFile: 'test-results.json' }]],
  },
});

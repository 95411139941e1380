import { defineConfig } from 'vitest/config';

// One run over all packages: one pool of workers, one summary, one figure for `.ci/run`.
export default defineConfig({
  test: {
    projects: ['packages/*/vitest.config.ts', 'infra/vitest.config.ts'],
    reporters: ['default', ['json', { outputFile: 'test-results.json' }]],
  },
});

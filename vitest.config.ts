import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The projects, those with the longest files first. */
const ORDER = [
  'workspace',
  'local',
  'views',
  'trino-duckdb',
  'infra',
  'bridge',
  'server',
  'core',
  'terminal',
  'testing',
];

/**
 * Starts long files early, so that the run does not end with one of them alone: by project, since a shared worker serves one
 * project, and in a project what starts processes before the unit tests in `src`.
 */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ project, moduleId }: TestSpecification) =>
      2 * ORDER.indexOf(project.name) + (moduleId.includes('/src/') ? 1 : 0);
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

// One run over all packages: one pool of workers, one summary, one figure for `.ci/run`.
//
// Each project sets `isolate: false`: its test files share workers, which load Vitest, the SDKs and the grammar once instead of
// once a file (a third of the processor time of the unit tests). So a test file undoes what it changes in the process: timers,
// spies, variables of the environment.
export default defineConfig({
  test: {
    // Vitest leaves one processor to itself, which on two means that nothing overlaps. Two workers more than there are
    // processors, since end-to-end tests wait for processes and time-outs half of their time.
    maxWorkers: availableParallelism() + 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      'packages/*/vitest.config.ts',
      'infra/vitest.config.ts',
      {
        test: {
          name: 'workspace',
          include: ['test/**/*.test.ts'],
          isolate: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 30_000 } },
        },
      },
    ],
    reporters: ['default', ['json', { outputFile: 'test-results.json' }]],
  },
});

import { availableParallelism } from 'node:os';
import { relative } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { grammarAliases } from './packages/core/test/grammar.ts';

/** Folders in the order in which they start: a project of its own, since a worker serves one, then those of the longest files. */
const LONG = [
  'packages/views/',
  'test/',
  'packages/local/test/',
  'infra/test/',
  'packages/trino-duckdb/judge/',
  'packages/server/test/',
  'packages/bridge/test/',
];

/** Starts long files early, so that the run does not end with one of them alone. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const path = relative(this.ctx.config.root, moduleId);
      const long = LONG.findIndex((folder) => path.startsWith(folder));
      return long === -1 ? LONG.length : long;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

// One run over all packages: one pool of workers, one summary, one figure for `.ci/run`. All packages but one are one project:
// `isolate: false` lets the files of a project share workers, which load Vitest, the SDKs and the grammar once instead of once a
// file. So a test file undoes what it changes in the process: timers, spies, variables of the environment.
export default defineConfig({
  test: {
    // Vitest leaves one processor to itself, which on two means that nothing overlaps. Two workers more than there are
    // processors, since end-to-end tests wait for processes and time-outs half of their time.
    maxWorkers: availableParallelism() + 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        resolve: { alias: grammarAliases },
        test: {
          name: 'node',
          include: [
            'test/**/*.test.ts',
            'infra/{src,test}/**/*.test.ts',
            'packages/!(views)/{src,test,eval,judge}/**/*.test.ts',
          ],
          isolate: false,
          globalSetup: [
            'packages/core/test/grammar.ts',
            'packages/bridge/test/build.ts',
            'packages/testing/src/serve-stacks.ts',
          ],
          setupFiles: ['packages/core/test/load-grammar.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 30_000 } },
          env: {
            // How often the commands of infra ask CloudFormation, which in the tests answers at once.
            CASE_INSIGHTS_POLL_MS: '1',
            // Node 20, which the tests must run on too, is announced to leave the SDK's support; the function runs on 24.
            AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
          },
        },
      },
      // Its tests run in a browser, and its files contain JSX.
      'packages/views/vitest.config.ts',
    ],
    reporters: ['default', ['json', { outputFile: 'test-results.json' }]],
  },
});

import { defineProject } from 'vitest/config';

export default defineProject({
  test: {
    name: 'local',
    include: ['src/**/*.test.ts', 'eval/**/*.test.ts', 'test/**/*.test.ts'],
    isolate: false,
    globalSetup: ['../testing/src/serve-shared-stacks.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    // Its modules import each other without file extensions, which bundlers resolve and Node does not.
    server: { deps: { inline: ['dt-sql-parser'] } },
    // The tests' own AWS clients would warn about Node 20 in every run.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
});

import { defineProject } from 'vitest/config';

export default defineProject({
  test: {
    name: 'infra',
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    isolate: false,
    globalSetup: ['../packages/testing/src/serve-shared-stacks.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    env: {
      // How often the commands ask CloudFormation, which in the tests answers at once.
      CASE_INSIGHTS_POLL_MS: '1',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
  },
});

import { defineProject } from 'vitest/config';
import { grammarAliases } from '../core/test/grammar.ts';

export default defineProject({
  resolve: { alias: grammarAliases },
  test: {
    name: 'local',
    include: ['src/**/*.test.ts', 'eval/**/*.test.ts', 'test/**/*.test.ts'],
    isolate: false,
    globalSetup: ['../core/test/grammar.ts', '../testing/src/serve-shared-stacks.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    // The tests' own AWS clients would warn about Node 20 in every run.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
});

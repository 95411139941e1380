import { defineProject } from 'vitest/config';
import { grammarAliases } from '../core/test/grammar.ts';

export default defineProject({
  resolve: { alias: grammarAliases },
  test: {
    name: 'server',
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    isolate: false,
    globalSetup: ['../core/test/grammar.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    // Node 20, which these tests must run on too, is announced to leave the SDK's support; the function runs on 24.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
});

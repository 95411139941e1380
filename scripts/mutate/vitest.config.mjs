// For Stryker: the tests of one module, in the sandbox that it makes of the package.
import { fileURLToPath } from 'node:url';
import { grammarAliases } from '../../packages/core/test/grammar.ts';

const { tests, grammar } = JSON.parse(process.env.MUTATE_TESTS ?? '{}');

export default {
  ...(grammar ? { resolve: { alias: grammarAliases } } : {}),
  test: {
    include: tests,
    setupFiles: [
      fileURLToPath(new URL('leave-out-slow.mjs', import.meta.url)),
      ...(grammar ? ['test/load-grammar.ts'] : []),
    ],
    ...(grammar ? { globalSetup: ['test/grammar.ts'] } : {}),
    testTimeout: 60_000,
    server: { deps: { inline: ['dt-sql-parser'] } },
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
};

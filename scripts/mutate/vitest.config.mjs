// For Stryker: the tests of one module, in the sandbox that it makes of the package.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { grammarAliases } from '../../packages/core/test/grammar.ts';

const { tests } = JSON.parse(process.env.MUTATE_TESTS ?? '{}');
/** Only core has its tests bundle the grammar; the others find the one that is bundled. */
const ofCore = existsSync('test/grammar.ts');

export default {
  resolve: { alias: grammarAliases },
  test: {
    include: tests,
    setupFiles: [
      fileURLToPath(new URL('leave-out-slow.mjs', import.meta.url)),
      ...(ofCore ? ['test/load-grammar.ts'] : []),
    ],
    ...(ofCore ? { globalSetup: ['test/grammar.ts'] } : {}),
    testTimeout: 60_000,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
};

import { rm } from 'node:fs/promises';
import { build } from 'esbuild';

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  outdir: 'dist',
  logLevel: 'warning',
  // Native code stays where it is installed: this package lists it, although trino-duckdb imports it too.
  external: ['@duckdb/node-api'],
  banner: {
    // Some bundled packages still call require.
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
};

await rm('dist', { recursive: true, force: true });
await Promise.all([
  build({ ...common, entryPoints: { local: 'src/local.ts', demo: 'src/demo/main.ts' }, splitting: true }),
  // Runs in the function's own process, so it shares nothing with the stack.
  build({ ...common, entryPoints: { bootstrap: 'src/lambda/bootstrap.ts' }, banner: {} }),
]);

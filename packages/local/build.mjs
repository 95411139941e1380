import { rm } from 'node:fs/promises';
import { build } from 'esbuild';

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  outdir: 'dist',
  logLevel: 'warning',
  // Native code stays where it is installed, so this package lists it. The JavaScript over it is bundled: Node reads its
  // CommonJS files for their export names when an ES module imports them, 0.14 s of each start's 0.8.
  external: ['@duckdb/node-bindings'],
  banner: {
    // Some bundled packages still call require.
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
};

await rm('dist', { recursive: true, force: true });
await Promise.all([
  build({
    ...common,
    entryPoints: {
      local: 'src/local.ts',
      demo: 'src/demo/main.ts',
      report: 'src/report.ts',
      'stack-host': 'src/stack-host.ts',
    },
    splitting: true,
  }),
  // Runs in the function's own process, so it shares nothing with the stack.
  build({ ...common, entryPoints: { bootstrap: 'src/lambda/bootstrap.ts' }, banner: {} }),
]);

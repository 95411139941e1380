import { rmSync } from 'node:fs';
import { build } from 'esbuild';

// Pieces named by their content would pile up.
rmSync('dist', { recursive: true, force: true });
// Runs on Node alone, each command in a piece of its own; the template and the function's bundle are read from their
// own places.
await build({
  entryPoints: {
    infra: 'src/cli/infra.ts',
    stamp: 'src/stamp.ts',
    'make-release': 'src/cli/make-release.ts',
  },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  minify: true,
  legalComments: 'none',
  banner: {
    // The AWS SDK has CommonJS parts that call require.
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
});

// Bundles the evaluations beside the commands they start.
import { build } from 'esbuild';

await build({
  entryPoints: { 'eval-answers': 'eval/answers.ts', 'eval-problems': 'eval/problems.ts' },
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  external: ['@aws-sdk/*', '@modelcontextprotocol/*', 'zod'],
  outdir: 'dist',
  logLevel: 'error',
});

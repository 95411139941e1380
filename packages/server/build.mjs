// Bundles the function into dist/: lambda.mjs and the chunks that it loads on first use. dist/ is what the zip holds.
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

rmSync(here('dist'), { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: { lambda: here('src/lambda.ts') },
  outdir: here('dist'),
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // The ES modules of the AWS SDK, of which only what is used stays; its CommonJS would come whole.
  mainFields: ['module', 'main'],
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  // The SDK would bring a JSON Schema validator for forms that this server never sends.
  alias: { '@modelcontextprotocol/server/_shims': here('src/http/mcp/no-forms.ts') },
  // CommonJS parts of dependencies ask for Node's own modules with `require`, which an ES module does not have.
  banner: {
    js: "import{createRequire as caseInsightsRequire}from'node:module';const require=caseInsightsRequire(import.meta.url);",
  },
});

if (process.argv.includes('--metafile')) process.stdout.write(JSON.stringify(metafile));

// Bundles the function into dist/ (or the folder named by --outdir): lambda.mjs, compact.mjs and authorizer.mjs, one for each
// handler, the chunks that they load, and the page of the views. The folder is what the zip holds.
import { cpSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Zod's namespace holds its messages in 50 languages, and one `import { z }` anywhere keeps them all: 260 KB, read at
 * each cold start. English, the default, is loaded apart from them.
 */
const zodInEnglish = {
  name: 'zod-in-english',
  setup: ({ onLoad }) => {
    onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents: 'export {};' }));
  },
};

const { values } = parseArgs({ options: { outdir: { type: 'string', default: here('dist') } } });

rmSync(values.outdir, { recursive: true, force: true });
await build({
  entryPoints: Object.fromEntries(
    ['lambda', 'compact', 'authorizer'].map((name) => [name, here(`src/${name}.ts`)]),
  ),
  outdir: values.outdir,
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
  logLevel: 'warning',
  // The SDK would bring a JSON Schema validator for forms that this server never sends.
  alias: { '@modelcontextprotocol/server/_shims': here('src/mcp/no-forms.ts') },
  plugins: [zodInEnglish],
  // CommonJS parts of dependencies ask for Node's own modules with `require`, which an ES module does not have.
  banner: {
    js: "import{createRequire as caseInsightsRequire}from'node:module';const require=caseInsightsRequire(import.meta.url);",
  },
});
await loadFunction();
cpSync(here('../views/dist/page.html'), join(values.outdir, 'views/page.html'));

/**
 * Loads the function once as Lambda does, with the least that it asks for, so that what would end each of its starts ends the
 * build: a tool without a handler, or a dependency that does not survive bundling.
 */
async function loadFunction() {
  Object.assign(process.env, {
    ATHENA_DATABASE: 'case_insights_build',
    ATHENA_WORKGROUP: 'build',
    BEDROCK_MODEL_ID: 'build',
    AWS_REGION: 'us-east-1',
    RESPONSE_MODE: 'buffered',
    LOG_LEVEL: 'ERROR',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  });
  try {
    await import(pathToFileURL(resolve(values.outdir, 'lambda.mjs')).href);
  } catch (error) {
    process.stderr.write(`The function that was built does not start. ${error.message}\n`);
    process.exit(1);
  }
}

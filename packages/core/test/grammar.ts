import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const folder = fileURLToPath(new URL('../node_modules/.cache/grammar/', import.meta.url));
const MODULES = {
  'dt-sql-parser': 'dt-sql-parser/dist/parser/trino/index.js',
  'dt-sql-parser/dist/lib/trino/TrinoSqlLexer.js': 'dt-sql-parser/dist/lib/trino/TrinoSqlLexer.js',
  'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js': 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js',
};

/** Where the tests find Trino's part of `dt-sql-parser`, for Vite's `resolve.alias`. */
export const grammarAliases = Object.entries(MODULES).map(([name, source]) => ({
  find: new RegExp(`^${name.replaceAll('.', '\\.')}$`),
  replacement: `${folder}${bundleName(source)}.mjs`,
}));

/**
 * Bundles the grammar for a test run: its modules import each other without file extensions, which bundlers resolve and
 * Node does not. Transformed by Vite instead, it costs a run 5 s more of processor time.
 */
export default async function bundleGrammar(): Promise<void> {
  await build({
    entryPoints: Object.fromEntries(Object.values(MODULES).map((source) => [bundleName(source), source])),
    absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    // Core imports the runtime too, and both must have the same one.
    external: ['antlr4ng'],
    logLevel: 'error',
  });
}

function bundleName(source: string): string {
  return source
    .replace(/^.*\/dist\//, '')
    .replace(/\.js$/, '')
    .replaceAll('/', '-');
}

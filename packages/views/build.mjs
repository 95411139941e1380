// Bundles the views into one HTML page without any reference to the outside, dist/page.html, and the page that shows them
// without a chat, dist/preview.html.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Zod's messages in 50 languages, of which the page shows none: 261 KB, 38 KB compressed. */
const zodInEnglish = {
  name: 'zod-in-english',
  setup: ({ onLoad }) => {
    onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents: 'export {};' }));
  },
};

/**
 * csv-stringify asks Node's `Buffer` whether an option is one, and for the byte order mark, which nobody here wants. Its own
 * build for browsers brings all of `Buffer`, 32 KB.
 */
const csvWithoutBuffer = {
  name: 'csv-without-buffer',
  setup: ({ onLoad }) => {
    onLoad({ filter: /csv-stringify[\\/]lib[\\/].*\.js$/ }, ({ path }) => ({
      contents: `const Buffer = { isBuffer: () => false, from: (bytes) => Uint8Array.from(bytes) };\n${readFileSync(path, 'utf8')}`,
    }));
  },
};

const common = {
  bundle: true,
  minify: true,
  write: false,
  target: ['chrome123', 'firefox120', 'safari17.5'],
  legalComments: 'none',
  logLevel: 'warning',
};

/** The text of a bundled file. */
async function bundled(entry, options = {}) {
  const { outputFiles } = await build({ ...common, entryPoints: [here(entry)], ...options });
  return outputFiles[0].text;
}

/** One page from a script, a style sheet and the HTML that says where they go. */
async function page(script, styles, html) {
  const [code, css] = await Promise.all([
    bundled(script, {
      format: 'iife',
      platform: 'browser',
      jsx: 'automatic',
      jsxImportSource: 'preact',
      // The SDK would bring a JSON Schema validator for tools that a view may offer its host; these offer none.
      alias: { '@modelcontextprotocol/client/_shims': here('src/host/no-validator.ts') },
      plugins: [zodInEnglish, csvWithoutBuffer],
    }),
    bundled(styles),
  ]);
  // Inside a script element these would end it, or begin a comment; in JavaScript the escape means the same.
  const inline = code.replaceAll(/<(?=\/script|!--)/gi, '\\x3c');
  return readFileSync(here(html), 'utf8')
    .replace('/* styles */', () => css.trim())
    .replace('/* script */', () => inline.trim());
}

const pages = await Promise.all([
  page('src/main.tsx', 'src/style.css', 'src/page.html'),
  page('src/preview/preview.tsx', 'src/preview/preview.css', 'src/preview/preview.html'),
]);

rmSync(here('dist'), { recursive: true, force: true });
mkdirSync(here('dist'), { recursive: true });
writeFileSync(here('dist/page.html'), pages[0]);
writeFileSync(here('dist/preview.html'), pages[1]);

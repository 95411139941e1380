import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * What the licences of bundled packages ask for, as one comment: each package with its version and licence, and the
 * text of those that must travel with copies. Apache-2.0 is this package's own licence and lies beside it.
 *
 * @param {Iterable<string>} files the files that went into the bundle, relative to this folder
 */
export function licenceComment(files) {
  const packages = new Map();
  for (const file of files) {
    const root = packageRoot(file);
    if (root !== undefined && !packages.has(root)) packages.set(root, readManifest(root));
  }
  const names = [];
  const texts = new Map();
  for (const [root, { name, version, license }] of [...packages].sort(([, a], [, b]) =>
    a.name < b.name ? -1 : 1,
  )) {
    names.push(`${name} ${version} (${license})`);
    const file = readdirSync(root).find((entry) => /^licen[cs]e/i.test(entry));
    if (license === 'Apache-2.0' || file === undefined) continue;
    const text = readFileSync(join(root, file), 'utf8').trim();
    texts.set(text, [...(texts.get(text) ?? []), name]);
  }
  const parts = [...texts].map(([text, users]) => `${users.join(', ')}:\n\n${text}`);
  const body = [`Bundled packages:\n${names.join('\n')}`, ...parts].join('\n\n---\n\n');
  return `/*\n${body.replaceAll('*/', '* /')}\n*/\n`;
}

/** The folder of the installed package that a file belongs to; undefined for our own files. */
function packageRoot(file) {
  if (!file.includes('node_modules')) return undefined;
  let folder = dirname(file);
  // Folders of some packages hold a package.json that only says "type".
  while (readManifest(folder)?.version === undefined) folder = dirname(folder);
  return folder;
}

function readManifest(folder) {
  const manifest = join(folder, 'package.json');
  return existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')) : undefined;
}

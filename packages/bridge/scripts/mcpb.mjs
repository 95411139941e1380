/**
 * Packs dist/bridge.js into dist/case-insights.mcpb, which Claude Desktop installs with a double click. The format is that
 * of @anthropic-ai/mcpb; its own `pack` stamps the time of day, and two builds must be one hash. mcpb.json is the manifest
 * without what package.json says; it passes values as variables, because an empty variable counts as unset.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';

const root = join(import.meta.dirname, '..');
const readJson = (name) => JSON.parse(readFileSync(join(root, name), 'utf8'));
const { version, description, license, engines } = readJson('package.json');
const manifest = {
  ...readJson('mcpb.json'),
  version,
  description,
  license,
  compatibility: { platforms: ['darwin', 'win32', 'linux'], runtimes: { node: engines.node } },
};
const files = {
  'manifest.json': strToU8(`${JSON.stringify(manifest, null, 2)}\n`),
  'bridge.js': readFileSync(join(root, 'dist', 'bridge.js')),
  LICENSE: readFileSync(join(root, 'LICENSE')),
};
// The earliest time a ZIP archive can hold: any fixed one will do.
const archive = zipSync(files, { level: 9, mtime: new Date(1980, 0, 1) });
writeFileSync(join(root, 'dist', 'case-insights.mcpb'), archive);

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const markdownIn = (folder: string) => readdirSync(join(root, folder)).filter((name) => name.endsWith('.md'));

const documents = [
  ...markdownIn('.'),
  ...markdownIn('docs').map((name) => `docs/${name}`),
  ...packageFolders().map((folder) => `${folder}/README.md`),
].filter((file) => existsSync(join(root, file)));

/** The folders of all packages, from the root. */
function packageFolders(): string[] {
  return [...readdirSync(join(root, 'packages')).map((name) => `packages/${name}`), 'infra'].filter(
    (folder) => existsSync(join(root, folder, 'package.json')),
  );
}

/** The paths of this repository that a text names in code; not those whose file the text itself shows, as new. */
function pathsIn(text: string): string[] {
  const paths = text.matchAll(
    /`(infra|(?:packages|infra|docs|scripts|test|\.github|\.ci)\/[\w./<>*-]+)`(?!\n\n```ts)/g,
  );
  return [...paths].map(([, path = '']) => path.replace(/\/$/, ''));
}

/** Whether a path exists; `<tool>` and `*` stand for any name. */
function exists(path: string): boolean {
  const matches = (folder: string, [name, ...rest]: readonly string[]): boolean => {
    if (name === undefined) return true;
    const pattern = new RegExp(`^${name.replaceAll('.', '\\.').replaceAll(/<[^>]+>|\*/g, '.+')}$`);
    const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => pattern.test(entry.name));
    return entries.some((entry) =>
      entry.isDirectory() ? matches(join(folder, entry.name), rest) : rest.length === 0,
    );
  };
  return matches(root, path.split('/'));
}

/** The addresses of a page's headings, as GitHub makes them. */
function anchorsOf(text: string): string[] {
  const headings = text.replaceAll(/^```[\s\S]*?^```/gm, '').matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe.each(documents)('%s', (file) => {
  const text = read(file);

  it('names only paths that exist', () => {
    expect(pathsIn(text).filter((path) => !exists(path))).toEqual([]);
  });

  it('links only to files that exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link = '']) => link);
    expect(links.filter((link) => !existsSync(join(root, dirname(file), link)))).toEqual([]);
  });

  it('links only to headings that exist', () => {
    const links = [...text.matchAll(/\]\(([^):#]*)#([^)]+)\)/g)];
    const lost = links.filter(([, path = '', anchor = '']) => {
      const target = path === '' ? file : join(dirname(file), path);
      return !anchorsOf(read(target)).includes(anchor);
    });
    expect(lost.map(([link]) => link)).toEqual([]);
  });

  it('starts no package of ours by a name without a version, which anybody could register', () => {
    expect(
      [...text.matchAll(/\b(?:npx|uvx|bunx|dlx) [^`\n]*case-insights-bridge(?!@\d)[^`\n]*/g)].map(String),
    ).toEqual([]);
  });

  it('starts pnpm through npx, since a reader with npm alone has no pnpm', () => {
    const scripts = Object.keys(JSON.parse(read('package.json')).scripts).join('|');
    expect(text.match(new RegExp(`^.*(?<!@)\\bpnpm(?: --\\S+)* (?:${scripts})\\b.*$`, 'gm')) ?? []).toEqual(
      [],
    );
  });

  it('shows only scripts that package.json has', () => {
    const scripts: Record<string, string> = JSON.parse(read('package.json')).scripts;
    const named = [...text.matchAll(/(?:pnpm@12|`pnpm)(?: --silent)? ([a-z][\w:-]*)/g)].map(
      ([, name = '']) => name,
    );
    expect(named.filter((name) => !(name in scripts) && name !== 'install')).toEqual([]);
  });
});

describe('README.md', () => {
  const text = read('README.md');

  it('has badges that say what package.json says', () => {
    const { engines, license } = JSON.parse(read('package.json'));
    expect(text).toContain(`[![Node: ${engines.node.replace('>=', '').replace(/\.0$/, '')} or newer]`);
    expect(text).toContain(`[![Licence: ${license}]`);
  });

  it('is read in one go: under 200 lines', () => {
    expect(text.split('\n').length).toBeLessThan(200);
  });
});

describe('ARCHITECTURE.md', () => {
  const named = new Set(pathsIn(read('ARCHITECTURE.md')));

  it.each(packageFolders())('names %s and every folder of its sources', (folder) => {
    const source = `${folder}/src`;
    const folders = readdirSync(join(root, source), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `${source}/${entry.name}`);
    expect(named).toContain(folder);
    expect(folders.filter((path) => !named.has(path) && !named.has(source))).toEqual([]);
  });

  it('is checked by rules that a wrong path breaks', () => {
    expect(exists('packages/core/src/tools/<tool>.ts')).toBe(true);
    expect(exists('packages/core/src/no-such-folder')).toBe(false);
    expect(pathsIn('see `packages/core/src/sql` and `docs/http.md`')).toEqual([
      'packages/core/src/sql',
      'docs/http.md',
    ]);
  });
});

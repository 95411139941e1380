import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ADD_ON_NAMES, ADD_ONS } from '../add-ons.ts';
import { FUNCTION_ZIP, packageFunction } from '../package.ts';
import { HERE, SUMS, sha256 } from '../release.ts';
import { readTemplate } from '../template.ts';
import { HELP } from './help.ts';

/** What a release is made of, beside the built code. */
interface Sources {
  readonly version: string;
  readonly readme: string;
  readonly license: string;
}

/** What wraps the release for people who deploy by Terraform or CDK. */
const WRAPPERS = ['terraform/main.tf', 'cdk/package.json', 'cdk/case-insights-mcp.mjs'];

/**
 * Writes a release into an empty folder: the function's zip, the templates, and the commands, which run there without a
 * clone, a build or an installation. The same sources give the same bytes.
 */
export function writeRelease(folder: string, { version, readme, license }: Sources): void {
  rmSync(folder, { recursive: true, force: true });
  const templates = ['template.yaml', ...ADD_ON_NAMES.map((name) => ADD_ONS[name].template)];
  const commands = readdirSync(join(HERE, 'dist')).filter((name) =>
    /^(?:infra|[\w-]+-[A-Z0-9]{8})\.js$/.test(name),
  );
  const files: Readonly<Record<string, string | Uint8Array>> = {
    [FUNCTION_ZIP]: packageFunction().zip,
    ...Object.fromEntries(templates.map((path) => [path, readTemplate(path)])),
    ...Object.fromEntries(commands.map((name) => [`dist/${name}`, readFileSync(join(HERE, 'dist', name))])),
    ...Object.fromEntries(WRAPPERS.map((path) => [path, readFileSync(join(HERE, path))])),
    'package.json': `${JSON.stringify(packageJson(version), null, 2)}\n`,
    'README.md': readme,
    LICENSE: license,
  };
  const paths = Object.keys(files).sort();
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), files[path] ?? '');
  }
  const sums = paths.map((path) => `${sha256(files[path] ?? '')}  ${path}\n`);
  writeFileSync(join(folder, SUMS), sums.join(''));
}

/** The same commands as in a clone, by the names that their help calls them. */
function packageJson(version: string): object {
  const scripts = Object.entries(HELP).map(([command, help]) => [
    /^npx -y pnpm@12 (\S+)/.exec(help)?.[1] ?? command,
    `node dist/infra.js ${command}`,
  ]);
  return {
    name: 'case-insights-mcp',
    version,
    private: true,
    license: 'Apache-2.0',
    type: 'module',
    engines: { node: '>=20.19.0' },
    scripts: Object.fromEntries(scripts),
  };
}

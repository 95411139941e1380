// Tries the CDK construct and the Terraform module of a release: `cdk synth` by the library itself, `terraform validate`
// where the provider can be downloaded. Not part of the tests, which need only Node: run it after a build, with terraform on
// the PATH. CI does.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const CDK = ['aws-cdk-lib@2.276.0', 'constructs@10.8.1'];
const work = here('.cache/wrappers');
mkdirSync(work, { recursive: true });

run('node', [here('dist/make-release.js')]);
rmSync(`${work}/package`, { recursive: true, force: true });
cpSync(here('dist/release'), `${work}/package`, { recursive: true });
synthesise();
validate();

function synthesise() {
  writeFileSync(`${work}/package.json`, '{ "private": true, "type": "module" }\n');
  if (!existsSync(`${work}/node_modules/aws-cdk-lib`)) {
    run('npm', ['install', '--silent', '--no-audit', '--no-fund', '--no-save', ...CDK], { cwd: work });
  }
  writeFileSync(
    `${work}/app.mjs`,
    `import { App } from 'aws-cdk-lib';
import { CaseInsightsMcpStack, CaseInsightsMcpWatchStack } from './package/cdk/case-insights-mcp.mjs';
const app = new App({ outdir: 'cdk.out' });
const env = { account: '123456789012', region: 'us-east-1' };
const parameters = { AlarmEmail: 'ops@example.com', CorsOrigins: 'https://tools.example.com', Revision: '1' };
const core = new CaseInsightsMcpStack(app, 'Core', { env, identifier: 'acme', parameters });
new CaseInsightsMcpWatchStack(app, 'Watch', { env, core });
app.synth();
`,
  );
  run('node', ['app.mjs'], { cwd: work });
  for (const stack of ['Core', 'Watch']) {
    const { Resources } = JSON.parse(readFileSync(`${work}/cdk.out/${stack}.template.json`, 'utf8'));
    console.log(`✓ CDK ${stack}: ${Object.keys(Resources).length} resources`);
  }
}

function validate() {
  const cwd = `${work}/package/terraform`;
  run('terraform', ['fmt', '-check', '-diff'], { cwd });
  const { status } = spawnSync('terraform', ['init', '-backend=false', '-input=false'], {
    cwd,
    encoding: 'utf8',
  });
  if (status !== 0) {
    console.log('✓ Terraform: formatted; its provider cannot be downloaded here, so it was not validated');
    if (process.env.CI) process.exitCode = 1;
    return;
  }
  run('terraform', ['validate'], { cwd });
}

function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', ...options });
  if (error !== undefined) throw new Error(`${command} cannot be started`, { cause: error });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`);
}

// An AWS account on moto, an emulator (PyPI), with a Case Insights deployment "acme" and a user "ana" in it. It stays until
// Ctrl-C, and prints what to set in another shell, so that deploy:stack, grant and destroy:stack can be tried there. With
// --check it runs these commands itself and ends. Not part of the tests, which need only Node: this needs Python.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';

/** Options of deploy:stack, and then of a change, as far as moto has what they need. */
const DEPLOYMENTS = [
  { options: ['--direct'], change: ['--set', 'LogLevel=DEBUG'] },
  // Not CORS: moto wants an HTTP method of a MOCK integration, which has none. Not the add-ons domain and rollout: moto fails
  // at a custom domain, and at a version of the function with its alias.
  {
    options: [
      '--with',
      'watch,waf,marketplace,web',
      ...[
        'AccessPolicy={"default":"deny"}',
        'StackKeyArn=arn:aws:kms:us-east-1:123456789012:key/stack',
        'AlarmEmail=ops@example.com',
        'AllowedSourceCidrs=203.0.113.0/24',
        'CrossRegionInference=us',
        'CognitoDomain=acme-cases',
        'Tracing=true',
      ].flatMap((setting) => ['--set', setting]),
    ],
    change: ['--with', 'compact'],
  },
];
const HELP = `npx -y pnpm@12 emulate [options]
  Starts an AWS account on this computer, with a Case Insights deployment "acme"
  and a user "ana" in it, prints what to set in another shell, and stays until
  Ctrl-C. What was made in it is gone then. It needs Python 3.9 or newer with
  its module venv. The first start installs the emulator moto into the clone:
  300 MB, one to three minutes. Later ones take a few seconds.

      --port <port>         default: any free port, another one at each start;
                            with a port of your own, the variables stay the same
      --check               run every command in it, and end
`;

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const options = readOptions();
const python = here(
  process.platform === 'win32' ? '.cache/moto/Scripts/python.exe' : '.cache/moto/bin/python',
);
if (!existsSync(python)) {
  console.log('Installing the emulator, once: one to three minutes …');
  mkdirSync(here('.cache'), { recursive: true });
  run(process.platform === 'win32' ? 'python' : 'python3', ['-m', 'venv', here('.cache/moto')]);
  run(python, ['-m', 'pip', 'install', '--quiet', 'moto[server,cloudformation]==5.2.5']);
}

const port = await freePort(Number(options.port ?? 0));
const endpoint = `http://127.0.0.1:${port}`;
const account = {
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: 'us-east-1',
  // What the AWS CLI reads in its version 1.
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'emulated',
  AWS_SECRET_ACCESS_KEY: 'emulated',
};
Object.assign(process.env, account, {
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  CASE_INSIGHTS_POLL_MS: '100',
});
const moto = spawn(python, [here('emulator.py'), '-p', String(port)], { stdio: 'ignore' });
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    moto.kill();
    process.exit(options.check ? 1 : 0);
  });
}
try {
  await reachable(endpoint);
  if (options.check) await check();
  else await stay();
} finally {
  moto.kill();
}

function readOptions() {
  try {
    const { values } = parseArgs({
      args: process.argv.slice(2).filter((arg) => arg !== '--'),
      options: {
        port: { type: 'string' },
        check: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.port !== undefined && !(/^\d+$/.test(values.port) && Number(values.port) < 65_536))
      throw new Error(`--port ${values.port} is not a port.`);
    if (!values.help) return values;
    process.stdout.write(HELP);
    process.exit(0);
  } catch (thrown) {
    process.stderr.write(`${thrown.message}\n\n${HELP}`);
    process.exit(2);
  }
}

async function check() {
  await fillAccount();
  for (const { options: given, change } of DEPLOYMENTS) {
    const direct = given.includes('--direct') ? ['--direct'] : [];
    infra('deploy', '--yes', ...given);
    infra('deploy', '--yes', ...given);
    infra('deploy', '--yes', ...direct, ...change);
    infra('grant', '--user', 'ana');
    infra('destroy', '--yes', ...direct);
  }
  await createStack('mcp-case-insights-rollout', {
    TemplateBody: readFileSync(here('add-ons/rollout.yaml'), 'utf8'),
    Parameters: [{ ParameterKey: 'UniqueIdentifier', ParameterValue: 'acme' }],
  });
}

async function stay() {
  await fillAccount();
  const setting = process.platform === 'win32' ? 'set ' : 'export ';
  console.log(`An emulated AWS account runs at ${endpoint} until Ctrl-C. In another shell:

${Object.entries(account)
  .map(([name, value]) => `  ${setting}${name}=${value}`)
  .join('\n')}

  npx -y pnpm@12 deploy:stack --id acme
  npx -y pnpm@12 grant --id acme --user ana
  npx -y pnpm@12 destroy:stack --id acme

With the AWS CLI, to see what was created:

  aws cloudformation describe-stacks --stack-name mcp-case-insights
  aws iam list-attached-user-policies --user-name ana

The emulator runs no function, so the endpoint that deploy:stack prints does not
answer: npx -y pnpm@12 local has one that does.`);
  await once(moto, 'exit');
}

async function fillAccount() {
  await createStack('aws-case-insights', { TemplateBody: caseInsights() });
  await new IAMClient({}).send(new CreateUserCommand({ UserName: 'ana' }));
}

async function createStack(StackName, input) {
  const cloudFormation = new CloudFormationClient({ maxAttempts: 1 });
  await cloudFormation.send(new CreateStackCommand({ StackName, ...input }));
  const {
    Stacks: [stack],
  } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
  if (stack.StackStatus !== 'CREATE_COMPLETE') throw new Error(stack.StackStatusReason);
}

function infra(command, ...args) {
  console.log(`\n$ ${command} --id acme ${args.join(' ')}`);
  run(process.execPath, [here('dist/infra.js'), command, '--id', 'acme', ...args]);
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (error?.code === 'ENOENT')
    throw new Error(`${command} was not found; the emulator is a Python program.`);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`);
}

/** A stack that exports what Case Insights exports. */
function caseInsights() {
  const exported = {
    AnalyticsEnabled: 'true',
    AthenaDatabaseName: 'case_insights_acme',
    AthenaTableName: 'case_summary',
    AthenaWorkGroupName: 'CaseInsights-acme',
    AthenaQueryResultsBucket: 's3-acme-athena-results',
  };
  const Outputs = Object.fromEntries(
    Object.entries(exported).map(([name, Value]) => [
      name,
      { Value, Export: { Name: `aws-case-insights-${name}` } },
    ]),
  );
  return JSON.stringify({
    Resources: { Nothing: { Type: 'AWS::CloudFormation::WaitConditionHandle' } },
    Outputs,
  });
}

async function reachable(url) {
  for (;;) {
    try {
      await fetch(`${url}/moto-api/`);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** This port, or any for 0. Ends the process where another program has it. */
function freePort(wanted) {
  return new Promise((resolve) => {
    const server = createServer().listen(wanted, '127.0.0.1', () => {
      const { port: free } = server.address();
      server.close(() => resolve(free));
    });
    server.once('error', (error) => {
      process.stderr.write(`--port ${wanted} cannot be used (${error.code}): give another one, or none.\n`);
      process.exit(1);
    });
  });
}

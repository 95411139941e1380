// Creates, watches, grants and destroys the stack on moto's server (PyPI), for the resources that moto knows.
// Not part of the tests, which need only Node. Needs Python: `pnpm --filter @case-insights/infra emulate`.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';

const OPTION_SETS = {
  defaults: {},
  // Not CORS: moto wants an HTTP method of a MOCK integration, which has none. Not Revision: moto fails at the version and its alias.
  'most options': {
    AccessPolicy: '{"default":"deny"}',
    StackKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/stack',
    AlarmEmail: 'ops@example.com',
    AllowedSourceCidrs: '203.0.113.0/24',
    CrossRegionInference: 'us',
    Tracing: 'true',
  },
};
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const python = here('.cache/moto/bin/python');
if (!existsSync(python)) {
  mkdirSync(here('.cache'), { recursive: true });
  run('python3', ['-m', 'venv', here('.cache/moto')]);
  run(python, ['-m', 'pip', 'install', '--quiet', 'moto[server,cloudformation]==5.2.5']);
}

const port = await freePort();
const endpoint = `http://127.0.0.1:${port}`;
const env = {
  ...process.env,
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'emulated',
  AWS_SECRET_ACCESS_KEY: 'emulated',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  CASE_INSIGHTS_POLL_MS: '100',
};
Object.assign(process.env, env);
const moto = spawn(python, ['-m', 'moto.server', '-p', String(port)], { stdio: 'ignore' });
try {
  await reachable(endpoint);
  const cloudFormation = new CloudFormationClient({ maxAttempts: 1 });

  // moto cannot execute change sets with imports, so the stack is created as the guide does it, without the deploy command.
  for (const [name, parameters] of Object.entries(OPTION_SETS)) {
    // What a deletion leaves in moto, such as an attached policy, must not affect the next set.
    await fetch(`${endpoint}/moto-api/reset`, { method: 'POST' });
    await cloudFormation.send(
      new CreateStackCommand({ StackName: 'aws-case-insights', TemplateBody: caseInsights() }),
    );
    await new IAMClient({}).send(new CreateUserCommand({ UserName: 'ana' }));
    await createAddOn(cloudFormation, 'logging-role', {});
    await createAddOn(cloudFormation, 'rollout', { UniqueIdentifier: 'acme' });
    const StackName = 'mcp-case-insights';
    const Parameters = Object.entries({ UniqueIdentifier: 'acme', ...parameters }).map(
      ([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      }),
    );
    const TemplateBody = readFileSync(here('template.yaml'), 'utf8');
    await cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody, Parameters }));
    const {
      Stacks: [stack],
    } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
    const { StackResources = [] } = await cloudFormation.send(
      new DescribeStackResourcesCommand({ StackName }),
    );
    console.log(`\n${name}: ${stack.StackStatus}, ${StackResources.length} resources`);
    for (const { OutputKey, OutputValue } of stack.Outputs ?? [])
      console.log(`  ${OutputKey}  ${OutputValue}`);
    if (stack.StackStatus !== 'CREATE_COMPLETE') throw new Error(stack.StackStatusReason);
    const output = (key) => stack.Outputs?.find(({ OutputKey }) => OutputKey === key)?.OutputValue ?? '';
    await createAddOn(cloudFormation, 'watch', {
      UniqueIdentifier: 'acme',
      AccessLogGroup: output('AccessLogGroup'),
      AlarmTopic: output('AlarmTopic'),
    });
    await createAddOn(cloudFormation, 'waf', { UniqueIdentifier: 'acme', WebAcl: 'managed' });
    await createAddOn(cloudFormation, 'marketplace', { UniqueIdentifier: 'acme' });
    // Not the add-on domain: moto fails at a custom domain.
    infra('grant', '--user', 'ana');
    infra('destroy', '--direct', '--yes');
  }
} finally {
  moto.kill();
}

/** An add-on's stack, with these parameters. */
async function createAddOn(cloudFormation, addOn, parameters) {
  const StackName = `mcp-case-insights-${addOn}`;
  await cloudFormation.send(
    new CreateStackCommand({
      StackName,
      TemplateBody: readFileSync(here(`add-ons/${addOn}.yaml`), 'utf8'),
      Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
    }),
  );
  const {
    Stacks: [stack],
  } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
  console.log(`${StackName}: ${stack.StackStatus}`);
  if (stack.StackStatus !== 'CREATE_COMPLETE') throw new Error(stack.StackStatusReason);
}

function infra(command, ...args) {
  console.log(`\n$ ${command} --id acme ${args.join(' ')}`);
  run(process.execPath, [here('dist/infra.js'), command, '--id', 'acme', ...args], { env });
}

function run(command, args, options = {}) {
  const { status } = spawnSync(command, args, { stdio: 'inherit', ...options });
  if (status !== 0) throw new Error(`${command} ended with ${status}`);
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

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = server.address();
      server.close(() => resolve(free));
    });
  });
}

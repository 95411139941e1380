import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AwsStub } from './aws-stub/aws-stub.ts';
import type { World } from './aws-stub/world.ts';
import { runBuiltCommand, runCommand } from './run-command.ts';

vi.mock(import('../src/package.ts'), async (original) => {
  const [{ packageFunction }, { packagedOnce }] = await Promise.all([
    original(),
    import('./packaged-once.ts'),
  ]);
  return { packageFunction: () => packagedOnce(packageFunction) };
});

const EXPORTS = {
  'aws-case-insights-AnalyticsEnabled': 'true',
  'aws-case-insights-AthenaDatabaseName': 'case_insights_acme',
  'aws-case-insights-AthenaWorkGroupName': 'CaseInsights-acme',
  'aws-case-insights-AthenaQueryResultsBucket': 's3-acme-athena-results',
};

let stub: AwsStub;
let endpoint: string;
const home = mkdtempSync(join(tmpdir(), 'infra-home-'));

async function start(world: Partial<World> = {}) {
  stub = new AwsStub({ exports: EXPORTS, ...world });
  endpoint = await stub.start();
}

/** Runs a command against the stub instead of AWS. */
const run = (...args: string[]) => runCommand(args, environment());
const environment = () => ({
  HOME: home,
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
});
const deploy = (...args: string[]) => run('deploy', '--id', 'acme', ...args);

beforeEach(() => start());
afterEach(() => stub.stop());
afterEach(() => rmSync(join(home, '.aws'), { recursive: true, force: true }));

describe('the built command', () => {
  it('deploys as a process: the result on stdout, everything else on stderr', async () => {
    const { stdout, stderr, code } = await runBuiltCommand(['deploy', '--id', 'acme', '--json'], {
      ...environment(),
      CASE_INSIGHTS_POLL_MS: '1',
    });
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ result: 'created', stack: 'mcp-case-insights' });
    expect(stderr).toContain('✓ Deployed');
  });

  it.each([
    [['--help'], 0, 'npx -y pnpm@12 destroy:stack --id <id>'],
    [['grant', '--help'], 0, 'npx -y pnpm@12 grant --id <id>'],
    [['remove'], 2, 'npx -y pnpm@12 deploy:stack --id <id>'],
  ])('explains itself for %j and ends with %i', async (args, expected, text) => {
    const { stdout, code } = await runBuiltCommand(args, {});
    expect(code).toBe(expected);
    expect(stdout).toContain(text);
  });
});

describe('deploy', () => {
  it('goes from nothing to an endpoint and prints the next steps', async () => {
    const { stdout, stderr, code } = await deploy();
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('https://abc123.execute-api.us-east-1.amazonaws.com/prod');
    expect(stdout).toContain('npx -y pnpm@12 grant --id acme --user');
    expect(stderr).toContain('arn:aws:iam::123456789012:user/deployer in us-east-1');
    expect(stderr).toContain('+ add');
    const [stack] = [...stub.cloudFormation.stacks.values()];
    expect(stack?.parameters).toMatchObject({
      UniqueIdentifier: 'acme',
      CodeBucket: 'mcp-case-insights-123456789012-us-east-1',
      CodeKey: expect.stringMatching(/^acme\/[0-9a-f]{64}\.zip$/),
      AccessLogs: 'existing-role',
    });
    expect([...stub.s3.objects.keys()]).toEqual([
      `${stack?.parameters.CodeBucket}/${stack?.parameters.CodeKey}`,
    ]);
  });

  it('makes a private, encrypted, versioned bucket that accepts TLS only', async () => {
    await deploy();
    const made = stub.calls.filter((call) => call.startsWith('s3.PUT bucket'));
    expect(made.map((call) => call.replace('s3.PUT bucket', ''))).toEqual([
      '',
      '?publicAccessBlock=',
      '?encryption=',
      '?policy=',
      '?lifecycle=',
      '?versioning=',
    ]);
  });

  it('says that nothing changed when nothing did, and sends the same code only once', async () => {
    await deploy();
    const { stderr, code } = await deploy();
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('Nothing to change');
    expect(stderr).toContain('Code is there already');
    expect(stub.calls.filter((call) => call === 's3.PUT object')).toHaveLength(1);
  });

  it('keeps what an earlier deployment chose', async () => {
    await deploy('--set', 'AlarmEmail=ops@example.com');
    const { stdout, code } = await deploy('--set', 'Timeout=600', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      result: 'updated',
      stack: 'mcp-case-insights',
      region: 'us-east-1',
    });
    expect([...stub.cloudFormation.stacks.values()][0]?.parameters).toMatchObject({
      AlarmEmail: 'ops@example.com',
      Timeout: '600',
    });
  });

  it('renews the API deployment when a parameter of it changes', async () => {
    await deploy();
    const before = [...stub.cloudFormation.stacks.values()][0]?.template;
    await deploy('--set', 'ResponseStreaming=false');
    const after = [...stub.cloudFormation.stacks.values()][0]?.template;
    const id = (template: string | undefined) => /\bDeployment[0-9a-f]{12}\b/.exec(template ?? '')?.[0];
    expect(id(after)).toMatch(/^Deployment/);
    expect(id(after)).not.toBe(id(before));
  });

  it('needs no bucket with --direct: the code is uploaded to the function', async () => {
    const { stderr, code } = await deploy('--direct');
    expect(code, stderr).toBe(0);
    expect(stub.calls.some((call) => call.startsWith('s3.'))).toBe(false);
    expect(stub.lambda.code?.bytes).toBeGreaterThan(10_000);
    expect([...stub.cloudFormation.stacks.values()][0]?.parameters.CodeBucket).toBe('');
  });

  it('uploads with --direct only what the function does not have yet', async () => {
    await deploy('--direct');
    const { stdout, stderr, code } = await deploy('--direct', '--json');
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('The function has this code already');
    expect(JSON.parse(stdout)).toMatchObject({ result: 'unchanged' });
    expect(stub.calls.filter((call) => /lambda\.PUT .*\/code$/.test(call))).toHaveLength(1);
  });

  it('warns that calls fail between the bucket and the upload', async () => {
    await deploy();
    const { stderr, code } = await deploy('--direct');
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('calls fail for a few seconds until the new code is uploaded');
  });

  it('uploads nothing into a bucket of that name that another account owns', async () => {
    stub.s3.buckets.add('mcp-case-insights-123456789012-us-east-1');
    stub.world.bucketOwner = '666666666666';
    const { stderr, code } = await deploy();
    expect(code).toBe(1);
    expect(stderr).toContain('The artifact bucket cannot be read: 403');
    expect(stub.s3.objects.size).toBe(0);
  });

  it('completes a bucket that an earlier version made without versions', async () => {
    stub.s3.buckets.add('mcp-case-insights-123456789012-us-east-1');
    const { stderr, code } = await deploy();
    expect(code, stderr).toBe(0);
    expect(stub.calls).toContain('s3.PUT bucket?versioning=');
    await deploy();
    expect(stub.calls.filter((call) => call === 's3.PUT bucket?versioning=')).toHaveLength(1);
  });

  describe("with a bucket of the company's own", () => {
    it('uploads the code there, changes nothing of the bucket, and stays with it', async () => {
      stub.s3.buckets.add('company-artifacts');
      stub.world.bucketOwner = '666666666666';
      const { stderr, code } = await deploy('--artifact-bucket', 'company-artifacts');
      expect(code, stderr).toBe(0);
      const { parameters } = [...stub.cloudFormation.stacks.values()][0]!;
      expect(parameters).toMatchObject({
        CodeBucket: 'company-artifacts',
        CodeKey: expect.stringMatching(/^mcp-case-insights\/acme\/[0-9a-f]{64}\.zip$/),
      });
      expect(stub.calls.filter((call) => call.startsWith('s3.PUT'))).toEqual(['s3.PUT object']);
      await deploy('--set', 'Timeout=600');
      expect([...stub.cloudFormation.stacks.values()][0]?.parameters.CodeBucket).toBe('company-artifacts');
    });

    it('says that it does not exist', async () => {
      const { stderr, code } = await deploy('--artifact-bucket', 'company-artifacts');
      expect(code).toBe(1);
      expect(stderr).toContain('There is no bucket company-artifacts.');
    });

    it('deletes its code there, and not the bucket', async () => {
      stub.s3.buckets.add('company-artifacts');
      await deploy('--artifact-bucket', 'company-artifacts');
      const { stderr, code } = await run('destroy', '--id', 'acme', '--yes');
      expect(code, stderr).toBe(0);
      expect(stub.s3.objects.size).toBe(0);
      expect([...stub.s3.buckets]).toEqual(['company-artifacts']);
    });
  });

  it('changes nothing in a dry run', async () => {
    const { stderr, code } = await deploy('--dry-run');
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('Dry run');
    expect([...stub.cloudFormation.stacks.values()].map(({ status }) => status)).toEqual(['DELETE_COMPLETE']);
    expect(stub.s3.objects.size).toBe(0);
  });

  it('asks before it replaces anything, and discards the change where nobody can answer', async () => {
    await deploy();
    const { stderr, code } = await deploy('--set', 'StageName=live');
    expect(code).toBe(3);
    expect(stderr).toContain('! replace');
    expect(stderr).toContain('--yes');
    expect([...stub.cloudFormation.stacks.values()][0]?.parameters.StageName).not.toBe('live');
    expect(stub.cloudFormation.openChangeSets).toBe(0);
    expect((await deploy('--set', 'StageName=live', '--yes')).code).toBe(0);
  });

  it.each([
    ['CloudWatch Logs role ARN must be set in account settings to enable logging', '--with logging-role'],
    ['No export named aws-case-insights-AthenaDatabaseName found', '--case-insights-stack <name>'],
    ['MCPLambda-ExecutionRole-acme already exists', 'delete the stack or the resource that has the name'],
    ['User is not authorized to perform: iam:CreateRole', 'docs/permissions.md'],
  ])('explains a rollback by its first failed resource: %s', async (reason, fix) => {
    stub.world.failing = { logicalId: 'ExecutionRole', type: 'AWS::IAM::Role', reason };
    const { stderr, code } = await deploy();
    expect(code).toBe(1);
    expect(stderr).toContain(
      `ExecutionRole (AWS::IAM::Role) failed and the stack is now ROLLBACK_COMPLETE: ${reason}`,
    );
    expect(stderr).toContain(fix);
  });

  it.each([
    [
      'MCPServerEndpoint',
      { MCPServerEndpoint: 'https://${Api}.execute-api.us-east-1.amazonaws.com/prod' },
      [],
    ],
    ['ApiId', {}, ['--with', 'watch']],
  ])('fails where CloudFormation finishes the stack without its output %s', async (output, outputs, args) => {
    await deploy();
    const [stack] = [...stub.cloudFormation.stacks.values()];
    stack!.outputs = outputs;
    const { stdout, stderr, code } = await deploy(...args);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain(`The stack mcp-case-insights is finished, but its output ${output} is not set.`);
    expect(stub.cloudFormation.stacks.size).toBe(1);
  });

  it('refuses to update a stack whose creation failed', async () => {
    stub.world.failing = { logicalId: 'Stage', type: 'AWS::ApiGateway::Stage', reason: 'no' };
    await deploy();
    stub.world.failing = undefined;
    const { stderr, code } = await deploy();
    expect(code).toBe(1);
    expect(stderr).toContain('npx -y pnpm@12 destroy:stack --id acme');
  });
});

describe('the checks before a deployment', () => {
  it.each([
    ['UPDATE_ROLLBACK_FAILED', 'aws cloudformation continue-update-rollback --stack-name mcp-case-insights'],
    ['UPDATE_IN_PROGRESS', 'aws cloudformation wait stack-update-complete'],
    ['DELETE_FAILED', 'npx -y pnpm@12 destroy:stack --id acme'],
  ])('stop at a stack that is %s with the fix', async (status, fix) => {
    await deploy();
    const [stack] = [...stub.cloudFormation.stacks.values()];
    stack!.status = status;
    const { stderr, code } = await deploy();
    expect(code).toBe(1);
    expect(stderr).toContain(status);
    expect(stderr).toContain(fix);
  });

  it.each([
    ['no region', { AWS_REGION: '' }, 'Give --region'],
    ['no credentials', { AWS_ACCESS_KEY_ID: '' }, 'aws sso login'],
  ])('stop at %s with the fix', async (_, missing, fix) => {
    const { stderr, stdout, code } = await runCommand(['deploy', '--id', 'acme', '--json'], {
      ...environment(),
      ...missing,
    });
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain(fix);
  });

  it('name the variable that points at an emulator which does not run', async () => {
    const gone = new AwsStub({});
    const nowhere = await gone.start();
    await gone.stop();
    const { stderr, code } = await runCommand(['deploy', '--id', 'acme'], {
      ...environment(),
      AWS_ENDPOINT_URL: nowhere,
    });
    expect(code).toBe(1);
    expect(stderr).toContain(`Nothing answers at ${nowhere}, which AWS_ENDPOINT_URL sets instead of AWS.`);
    expect(stderr).toContain('npx -y pnpm@12 emulate');
  });

  it('name the permissions where AWS refuses one that is needed', async () => {
    stub.world.denied.add('ListExports');
    const { stderr, code } = await deploy();
    expect(code).toBe(1);
    expect(stderr).toContain('cloudformation:ListExports');
    expect(stderr).toContain('docs/permissions.md');
  });

  it.each([
    [
      'another stack name',
      { exports: { 'insights-AthenaDatabaseName': 'x' } },
      'add --case-insights-stack insights',
    ],
    ['no deployment at all', { exports: {} }, 'Deploy Case Insights with EnableAnalytics=true first'],
    [
      'analytics off',
      { exports: { ...EXPORTS, 'aws-case-insights-AnalyticsEnabled': 'false' } },
      'EnableAnalytics=true',
    ],
    ['no access to the model', { modelAccess: false }, 'Model access'],
  ] as [string, Partial<World>, string][])('stop at %s with the fix', async (_, world, fix) => {
    Object.assign(stub.world, world);
    const { stderr, code } = await deploy();
    expect(code).toBe(1);
    expect(stderr).toContain(fix);
    expect(stub.cloudFormation.stacks.size).toBe(0);
  });

  it.each(['none', 'deleted'] as const)('choose to set the logging role where it is %s', async (role) => {
    stub.world.loggingRole = role;
    const { stderr, code } = await deploy('--set', 'RolePath=/apps/');
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('the add-on logging-role sets one');
    const [first, second] = [...stub.cloudFormation.stacks.values()];
    expect(first).toMatchObject({
      name: 'mcp-case-insights-logging-role',
      parameters: { RolePath: '/apps/' },
    });
    expect(second).toMatchObject({ name: 'mcp-case-insights', parameters: { AccessLogs: 'existing-role' } });
  });

  it('set no logging role where no access logs are written, and look for none once they are', async () => {
    stub.world.loggingRole = 'none';
    await deploy('--set', 'AccessLogs=off');
    expect([...stub.cloudFormation.stacks.values()].map(({ name }) => name)).toEqual(['mcp-case-insights']);
    stub.world.loggingRole = 'set';
    await deploy('--set', 'AccessLogs=existing-role');
    const before = stub.calls.filter((call) => call === 'apigateway.GET /account').length;
    await deploy('--set', 'Timeout=600');
    expect(stub.calls.filter((call) => call === 'apigateway.GET /account')).toHaveLength(before);
  });

  it('continue with a warning where they are denied', async () => {
    stub.world.denied = new Set(['GET /account', 'GET /foundation-models']);
    const { stderr, code } = await deploy();
    expect(code, stderr).toBe(0);
    expect(stderr).toContain(
      'Models were not checked: User is not authorized to perform: bedrock:GET /foundation-models; deploys openai.gpt-oss-120b-1:0, ',
    );
    expect(stderr).toContain('No permission to look for an API Gateway logging role');
  });

  it('refuse a second identifier under the same stack name', async () => {
    await deploy();
    const { stderr, code } = await run('deploy', '--id', 'other');
    expect(code).toBe(1);
    expect(stderr).toContain('--stack-name mcp-case-insights-other');
  });

  it.each([
    [['deploy'], '--id is missing'],
    [['deploy', '--id', 'Acme'], 'lower-case letters'],
    [['deploy', '--id', 'acme', '--set', 'Timeout'], 'is not Name=value'],
    [['deploy', '--id', 'acme', '--tag', 'team'], '--tag team is not Name=value'],
    [['deploy', '--id', 'acme', '--colour'], '--help'],
    [['deploy', '--id', 'acme', '--direct', '--artifact-bucket', 'b'], '--direct uses no bucket'],
    [['deploy', '--id', 'acme', '--set', 'AccessLogs=create-role'], '--with logging-role'],
    [['deploy', '--id', 'acme', '--set', 'MarketplaceModels=true'], '--with marketplace'],
    [['deploy', '--id', 'acme', '--set', 'LogLvl=DEBUG'], 'Did you mean LogLevel?'],
    [['deploy', '--id', 'acme', '--set', 'Colour=red'], 'One of: UniqueIdentifier, '],
    [['grant', '--id', 'acme'], '--user <name>'],
    [['grant', '--id', 'acme', '--cross-account', '12'], '12 digits'],
    [['smoke', '--url', 'nowhere'], 'MCPServerEndpoint'],
  ])('call %j a bad command line: exit code 2', async (args, message) => {
    const { stderr, code } = await run(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('destroy', () => {
  it('deletes the stack, the code and the bucket that held nothing else', async () => {
    await deploy();
    const { stderr, code } = await run('destroy', '--id', 'acme', '--yes');
    expect(code, stderr).toBe(0);
    expect([...stub.cloudFormation.stacks.values()][0]?.status).toBe('DELETE_COMPLETE');
    expect(stub.s3.objects.size).toBe(0);
    expect(stub.s3.buckets.size).toBe(0);
  });

  it('detaches the user policy first, since IAM does not delete an attached policy', async () => {
    stub.world.users.add('ana');
    await deploy();
    await run('grant', '--id', 'acme', '--user', 'ana');
    const { stderr, code } = await run('destroy', '--id', 'acme', '--yes');
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('Detaches the user policy from user ana.');
    expect(stub.iam.attached).toEqual([]);
  });

  it('explains an attached policy where listing its holders is denied', async () => {
    stub.world.users.add('ana');
    await deploy();
    await run('grant', '--id', 'acme', '--user', 'ana');
    stub.world.denied.add('ListEntitiesForPolicy');
    const { stderr, code } = await run('destroy', '--id', 'acme', '--yes');
    expect(code).toBe(1);
    expect(stderr).toContain('UserAccessPolicy (AWS::IAM::ManagedPolicy) failed');
    expect(stderr).toContain('aws iam list-entities-for-policy');
  });

  it('deletes the logs, which the stack itself would keep', async () => {
    await deploy();
    const { stderr } = await run('destroy', '--id', 'acme', '--yes');
    expect(stderr).toContain(
      'Logs deleted: /aws/lambda/MCP-CaseInsights-acme, /aws/apigateway/mcp-case-insights-access-acme',
    );
    expect(stub.logs.groups.size).toBe(0);
  });

  it('keeps the logs with --keep-logs, and a later deployment takes them up again', async () => {
    await deploy();
    const { stdout } = await run('destroy', '--id', 'acme', '--yes', '--keep-logs');
    expect(stdout).toContain('Kept: the logs /aws/lambda/MCP-CaseInsights-acme and');
    expect(stub.logs.groups.size).toBe(2);
    const { stderr, code } = await deploy();
    expect(code, stderr).toBe(0);
  });

  it('takes up an access log that was turned off and is turned on again', async () => {
    await deploy();
    await deploy('--set', 'AccessLogs=off', '--yes');
    const { stderr, code } = await deploy('--set', 'AccessLogs=existing-role');
    expect(code, stderr).toBe(0);
  });

  it('deletes nothing with --keep-logs where the template of the stack would delete the logs', async () => {
    await deploy();
    const [stack] = [...stub.cloudFormation.stacks.values()];
    stack!.template = stack!.template.replaceAll('RetainExceptOnCreate', 'Delete');
    const { stderr, code } = await run('destroy', '--id', 'acme', '--yes', '--keep-logs');
    expect(code).toBe(1);
    expect(stderr).toContain('npx -y pnpm@12 deploy:stack --id acme, then destroy it with --keep-logs.');
    expect(stack?.status).toBe('CREATE_COMPLETE');
  });

  it('deletes nothing of a stack that was deployed with --protect, and says how to lift it', async () => {
    stub.world.users.add('ana');
    await deploy('--protect');
    await deploy('--set', 'Timeout=600');
    await run('grant', '--id', 'acme', '--user', 'ana');
    const { stderr, code } = await run('destroy', '--id', 'acme', '--yes');
    expect(code).toBe(1);
    expect(stderr).toContain('The stack mcp-case-insights is protected against deletion.');
    expect(stderr).toContain('--no-enable-termination-protection --stack-name mcp-case-insights');
    expect(stub.iam.attached).toHaveLength(1);
  });

  it('says what it keeps', async () => {
    stub.world.loggingRole = 'none';
    await deploy();
    const { stdout, stderr } = await run('destroy', '--id', 'acme', '--yes', '--keep-artifacts');
    expect(stderr).toContain(
      'Deletes the stack mcp-case-insights-logging-role in us-east-1, and keeps its role.',
    );
    expect(stdout).toContain(
      "Kept: the account's API Gateway logging role, which other APIs may use; the uploaded code.",
    );
    expect(stub.s3.objects.size).toBe(1);
  });

  it('asks first, and deletes nothing where nobody can answer', async () => {
    await deploy();
    const { code } = await run('destroy', '--id', 'acme');
    expect(code).toBe(3);
    expect([...stub.cloudFormation.stacks.values()][0]?.status).toBe('CREATE_COMPLETE');
  });
});

describe('deploy with an access policy that the function could not read', () => {
  it.each([
    ['{rules', 'AccessPolicy'],
    [
      '{"rules":[{"callers":["arn:aws:iam::111122223333:role/A"],"account":["111122223333"]}]}',
      'Unrecognized key: "account"',
    ],
  ])('refuses %s before anything is asked of AWS', async (policy, reason) => {
    const { stderr, code } = await deploy('--set', `AccessPolicy=${policy}`);
    expect(code).toBe(2);
    expect(stderr).toContain('; with it the function would refuse every request.');
    expect(stderr).toContain(reason);
    expect(stub.cloudFormation.stacks.size).toBe(0);
  });
});

describe('deploy of an identifier that is not that of Case Insights', () => {
  it('changes nothing, and names the identifier', async () => {
    const { stderr, code } = await run('deploy', '--id', 'other');
    expect(code).toBe(2);
    expect(stderr).toContain('The stack aws-case-insights is the Case Insights deployment acme, not other.');
    expect(stderr).toContain('Give --id acme.');
    expect(stub.cloudFormation.stacks.size).toBe(0);
  });

  it('names the Case Insights stack that has the identifier, where there is one', async () => {
    stub.world.exports = { ...EXPORTS, 'insights-AthenaQueryResultsBucket': 's3-other-athena-results' };
    const { stderr } = await run('deploy', '--id', 'other');
    expect(stderr).toContain('Give --id acme, or --case-insights-stack insights, which has other.');
  });
});

describe('grant', () => {
  beforeEach(() => deploy());

  it.each(['--user', '--role'])('attaches the policy with %s', async (flag) => {
    stub.world.users.add('ana');
    const { stderr, code } = await run('grant', '--id', 'acme', flag, 'ana');
    expect(code, stderr).toBe(0);
    expect(stub.iam.attached).toEqual([
      'ana arn:aws:iam::123456789012:policy/MCPCaseInsights-UserAccess-acme',
    ]);
  });

  it('refuses the stack of another deployment', async () => {
    stub.world.users.add('ana');
    const { stderr, code } = await run('grant', '--id', 'other', '--user', 'ana');
    expect(code).toBe(2);
    expect(stderr).toContain('The stack mcp-case-insights belongs to acme, not to other.');
    expect(stub.iam.attached).toEqual([]);
  });

  it('names a user that does not exist', async () => {
    const { stderr, code } = await run('grant', '--id', 'acme', '--user', 'nobody');
    expect(code).toBe(1);
    expect(stderr).toContain('There is no user nobody in account 123456789012');
  });

  it('prints the commands that give another account access', async () => {
    const { stdout, code } = await run('grant', '--id', 'acme', '--cross-account', '999988887777');
    expect(code).toBe(0);
    expect(stdout).toContain('arn:aws:iam::999988887777:root');
    expect(stdout).toContain('arn:aws:iam::123456789012:role/CrossAccountMCPAccess');
    expect(stub.iam.attached).toEqual([]);
  });
});

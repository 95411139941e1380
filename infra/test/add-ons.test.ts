import { beforeEach, describe, expect, it } from 'vitest';
import singleStack from './single-stack.json' with { type: 'json' };
import { stubbedAccount } from './stubbed-account.ts';

const account = stubbedAccount();
const { run } = account;
const stacks = () =>
  Object.fromEntries([...account.stub.cloudFormation.stacks.values()].map((stack) => [stack.name, stack]));
const statuses = () => Object.fromEntries(Object.values(stacks()).map(({ name, status }) => [name, status]));

describe('deploy --with watch', () => {
  it('creates the add-on beside the core, with what it takes from it', async () => {
    const { stdout, stderr, code } = await run(
      'deploy',
      '--with',
      'watch',
      '--set',
      'AlarmEmail=ops@example.com',
    );
    expect(code, stderr).toBe(0);
    expect(statuses()).toEqual({
      'mcp-case-insights': 'CREATE_COMPLETE',
      'mcp-case-insights-watch': 'CREATE_COMPLETE',
    });
    expect(stacks()['mcp-case-insights-watch']?.parameters).toEqual({
      UniqueIdentifier: 'acme',
      CoreStackName: 'mcp-case-insights',
      StageName: 'prod',
      AccessLogGroup: '/aws/apigateway/mcp-case-insights-access-acme',
      AlarmTopic: 'arn:aws:sns:us-east-1:123456789012:mcp-case-insights-alarms-acme',
      AlarmSpend: '20',
    });
    expect(stdout).toContain('Dashboard  https://us-east-1.console.aws.amazon.com/cloudwatch/');
  });

  it('is kept by later deployments, which follow the core', async () => {
    await run('deploy', '--with', 'watch');
    const { stdout, stderr, code } = await run('deploy', '--set', 'AccessLogs=off', '--yes', '--json');
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ result: 'updated' });
    const { parameters, resources } = stacks()['mcp-case-insights-watch']!;
    expect(parameters.AccessLogGroup).toBe('');
    expect(resources).not.toHaveProperty('DeniedAlarm');
  });

  it("has the core's tags and role, also when it comes later", async () => {
    const roleArn = 'arn:aws:iam::123456789012:role/cloudformation';
    await run('deploy', '--tag', 'team=support', '--tag', 'cost-center=42', '--role-arn', roleArn);
    const { stderr, code } = await run('deploy', '--with', 'watch');
    expect(code, stderr).toBe(0);
    for (const stack of Object.values(stacks())) {
      expect(stack).toMatchObject({ tags: { team: 'support', 'cost-center': '42' }, roleArn });
    }
  });

  it('is not deployed unless asked for', async () => {
    const { stdout } = await run('deploy');
    expect(Object.keys(stacks())).toEqual(['mcp-case-insights']);
    expect(stdout).toContain('npx -y pnpm@12 deploy:stack --id acme --with watch');
  });

  it('shows in a dry run what would be created, and creates nothing', async () => {
    const { stderr, code } = await run('deploy', '--with', 'watch', '--dry-run');
    expect(code, stderr).toBe(0);
    expect(stderr).toContain(
      'Then creates the stack mcp-case-insights-watch: dashboard, alarms and saved queries.',
    );
    expect(Object.values(statuses())).toEqual(['DELETE_COMPLETE']);
  });

  it('refuses an add-on that does not exist', async () => {
    const { stderr, code } = await run('deploy', '--with', 'watch,copies');
    expect(code).toBe(2);
    expect(stderr).toContain('--with copies is not an add-on.');
    expect(stderr).toContain(
      'The add-ons are: logging-role, rollout, watch, compact, web, waf, domain, marketplace.',
    );
  });

  it('stops, with the fix, where the creation of the add-on failed before', async () => {
    await run('deploy', '--with', 'watch');
    stacks()['mcp-case-insights-watch']!.status = 'ROLLBACK_COMPLETE';
    const { stderr, code } = await run('deploy');
    expect(code).toBe(1);
    expect(stderr).toContain(
      'npx -y pnpm@12 destroy:stack --id acme --stack-name mcp-case-insights --only watch, then deploy again --with watch.',
    );
  });
});

describe('the add-on waf', () => {
  const waf = () => stacks()['mcp-case-insights-waf'];

  it.each([
    [['--with', 'waf'], 'managed'],
    [['--set', 'WebAcl=managed'], 'managed'],
    [
      ['--set', 'WebAcl=arn:aws:wafv2:us-east-1:123456789012:regional/webacl/mine/1'],
      'arn:aws:wafv2:us-east-1:123456789012:regional/webacl/mine/1',
    ],
  ])('is deployed with %j', async (args, WebAcl) => {
    const { stderr, code } = await run('deploy', ...args);
    expect(code, stderr).toBe(0);
    expect(waf()).toMatchObject({ status: 'CREATE_COMPLETE', parameters: { WebAcl, StageName: 'prod' } });
    expect(stacks()['mcp-case-insights']?.parameters).not.toHaveProperty('WebAcl');
  });

  it('keeps its setting, and changes it on request', async () => {
    const arn = 'arn:aws:wafv2:us-east-1:123456789012:regional/webacl/mine/1';
    await run('deploy', '--set', `WebAcl=${arn}`);
    await run('deploy', '--set', 'Timeout=600');
    expect(waf()?.parameters.WebAcl).toBe(arn);
    await run('deploy', '--set', 'WebAcl=managed');
    expect(waf()?.parameters.WebAcl).toBe('managed');
  });

  it('takes over the web ACL of a single stack that had it itself', async () => {
    account.stub.cloudFormation.addStack(
      'mcp-case-insights',
      {
        UniqueIdentifier: 'acme',
        AlarmEmail: 'ops@example.com',
        AccessLogs: 'existing-role',
        WebAcl: 'managed',
      },
      { resources: singleStack, outputs: {}, exports: [] },
    );
    const { stderr, code } = await run('deploy');
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('this moves to a separate stack, mcp-case-insights-waf');
    expect(waf()?.parameters.WebAcl).toBe('managed');
  });

  it('is turned off by destroying it', async () => {
    const { stderr, code } = await run('deploy', '--set', 'WebAcl=off');
    expect(code).toBe(2);
    expect(stderr).toContain('npx -y pnpm@12 destroy:stack --id acme --only waf');
  });

  it('refuses a web ACL of another kind before CloudFormation sees it', async () => {
    const { stderr, code } = await run('deploy', '--set', 'WebAcl=on');
    expect(code).toBe(2);
    expect(stderr).toContain('managed, or the ARN of a regional web ACL');
  });
});

describe('the add-on rollout', () => {
  const core = () => stacks()['mcp-case-insights']!;

  it('comes before the core, which then publishes a version whenever the function changes', async () => {
    const { stderr, code } = await run('deploy', '--with', 'rollout', '--set', 'TrafficShift=AllAtOnce');
    expect(code, stderr).toBe(0);
    expect(Object.keys(stacks())).toEqual(['mcp-case-insights-rollout', 'mcp-case-insights']);
    expect(stacks()['mcp-case-insights-rollout']?.parameters).toMatchObject({
      UniqueIdentifier: 'acme',
      StageName: 'prod',
      TrafficShift: 'AllAtOnce',
    });
    const { Revision: first } = core().parameters;
    expect(first).toMatch(/^[0-9a-f]{12}$/);
    expect((await run('deploy')).stderr).toContain(
      'Nothing to change: the stack mcp-case-insights is up to date',
    );
    await run('deploy', '--set', 'ReservedConcurrency=5');
    expect(core().parameters.Revision).toBe(first);
    await run('deploy', '--set', 'Timeout=600');
    expect(core().parameters.Revision).not.toBe(first);
  });

  it('follows what this deployment changes of the core, although it comes first', async () => {
    await run('deploy', '--with', 'rollout');
    await run('deploy', '--set', 'StageName=live', '--yes');
    expect(stacks()['mcp-case-insights-rollout']?.parameters.StageName).toBe('live');
  });

  it('is not removed before the core does without it', async () => {
    await run('deploy', '--with', 'rollout');
    const refused = await run('destroy', '--only', 'rollout', '--yes');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(
      'npx -y pnpm@12 deploy:stack --id acme --set Revision= and then this command again.',
    );
    const { stderr } = await run('deploy', '--set', 'Revision=');
    expect(core().resources, stderr).not.toHaveProperty('Alias');
    expect((await run('destroy', '--only', 'rollout', '--yes')).code).toBe(0);
  });

  it.each(['rollout', 'compact', 'web'])(
    'does not go with code that is uploaded to the function itself: %s',
    async (name) => {
      const { stderr, code } = await run('deploy', '--with', name, '--direct');
      expect(code).toBe(2);
      expect(stderr).toContain(
        `Leave out --direct, so that the code goes into a bucket (--artifact-bucket takes your own), or leave out --with ${name}.`,
      );
    },
  );

  it('is removed first where code shall be uploaded to the function itself from now on', async () => {
    await run('deploy', '--with', 'rollout');
    const { stderr, code } = await run('deploy', '--direct');
    expect(code).toBe(2);
    expect(stderr).toContain(
      'or remove the add-on first, npx -y pnpm@12 destroy:stack --id acme --only rollout.',
    );
  });
});

describe('the add-on web', () => {
  const ISSUER = ['--set', 'WebIssuer=https://login.example.com/tenant'] as const;
  const web = () => stacks()['mcp-case-insights-web'];
  const deployment = () => Object.keys(web()?.resources ?? {}).find((name) => name.startsWith('Deployment'));

  it('comes and goes beside a core that stays as it is, and says what to enter in an assistant', async () => {
    await run('deploy', '--set', 'ThrottlingRateLimit=10');
    const { id, resources, parameters } = stacks()['mcp-case-insights']!;
    const { stdout, stderr, code } = await run('deploy', ...ISSUER);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('Nothing to change: the stack mcp-case-insights is up to date');
    expect(web()).toMatchObject({
      status: 'CREATE_COMPLETE',
      parameters: {
        UniqueIdentifier: 'acme',
        CoreStackName: 'mcp-case-insights',
        CodeBucket: parameters.CodeBucket,
        CodeKey: parameters.CodeKey,
        WebIssuer: 'https://login.example.com/tenant',
        ThrottlingRateLimit: '10',
        AccessLogGroup: '/aws/apigateway/mcp-case-insights-access-acme',
        Revision: '',
      },
    });
    expect(stdout).toMatch(
      /MCP server URL {2}https:\/\/\S+\.execute-api\.us-east-1\.amazonaws\.com\/prod\/mcp\n/,
    );
    expect(stdout).toContain('Issuer          https://login.example.com/tenant\n');
    expect(stdout).not.toContain('Client secret');
    expect(stderr).toContain('Without an access policy, assistants of the add-on web see no cases');

    // API Gateway serves a changed challenge only by a new deployment.
    const before = deployment();
    await run('deploy', '--set', 'WebUrl=https://mcp.example.com', '--yes');
    expect(deployment()).not.toBe(before);

    const destroyed = await run('destroy', '--only', 'web', '--yes');
    expect(destroyed.code, destroyed.stderr).toBe(0);
    expect(web()?.status).toBe('DELETE_COMPLETE');
    expect(stacks()['mcp-case-insights']).toMatchObject({
      id,
      resources,
      parameters,
      status: 'CREATE_COMPLETE',
    });
  });

  it('says how to read the client secret of its user pool, and what a closed network does not cover', async () => {
    const { stdout, stderr, code } = await run(
      'deploy',
      ...['--set', 'CognitoDomain=acme-cases'],
      ...['--set', 'AccessPolicy={"rules":[{"callers":["group:case-readers"],"accounts":"all"}]}'],
      ...['--set', 'EndpointType=PRIVATE', '--set', 'VpcEndpointIds=vpce-0123456789abcdef0'],
      ...['--set', 'SubnetIds=subnet-0123456789abcdef0', '--set', 'SecurityGroupIds=sg-0123456789abcdef0'],
    );
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('Client secret   aws cognito-idp describe-user-pool-client --user-pool-id ');
    expect(stderr).not.toContain('see no cases');
    expect(stderr).toContain('the add-on web creates one that is reachable from the internet');
    expect(stderr).toContain('its subnets need a route to it');
  });

  it.each([
    ['--with', 'web'],
    ['--set', 'CognitoDomain=acme-cases', ...ISSUER],
  ])('wants one issuer before anything is changed: %s %s', async (...args) => {
    const { stderr, code } = await run('deploy', ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(
      'The add-on web needs WebIssuer, or CognitoDomain for a user pool, and not both.',
    );
    expect(stacks()).toEqual({});
  });

  it('is protected by the web ACL of the add-on waf, and calls the alias of the add-on rollout', async () => {
    const { stderr, code } = await run('deploy', '--with', 'waf,rollout', ...ISSUER);
    expect(code, stderr).toBe(0);
    const waf = stacks()['mcp-case-insights-waf']!;
    expect(waf.parameters.WebApiId).toBe(web()!.outputs.WebApiId);
    expect(waf.resources).toHaveProperty('WebApiAssociation');
    const { Revision } = stacks()['mcp-case-insights']!.parameters;
    expect(Revision).toMatch(/^[0-9a-f]{12}$/);
    expect(web()!.parameters.Revision).toBe(Revision);
  });
});

describe('the add-on domain', () => {
  const CERTIFICATE = 'CertificateArn=arn:aws:acm:us-east-1:123456789012:certificate/1';
  const domain = ['--set', 'DomainName=cases.example.com', '--set', CERTIFICATE] as const;

  it('puts the endpoint under a name, which the next steps use', async () => {
    const { stdout, stderr, code } = await run('deploy', ...domain);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('Endpoint   https://cases.example.com\n');
    expect(stdout).toContain('npx -y pnpm@12 smoke --url https://cases.example.com --region us-east-1');
  });

  it('says which setting is missing before anything is changed', async () => {
    const { stderr, code } = await run('deploy', '--set', 'DomainName=cases.example.com');
    expect(code).toBe(2);
    expect(stderr).toContain('The add-on domain needs CertificateArn.');
    expect(stacks()).toEqual({});
  });

  it('is not for a private endpoint', async () => {
    const vpc = ['--set', 'EndpointType=PRIVATE', '--set', 'VpcEndpointIds=vpce-0123456789abcdef0'];
    const { stderr, code } = await run('deploy', ...domain, ...vpc);
    expect(code).toBe(2);
    expect(stderr).toContain('for EndpointType REGIONAL');
  });

  it('is missed where the endpoint answers nowhere else', async () => {
    const { stderr } = await run('deploy', '--set', 'DisableExecuteApiEndpoint=true');
    expect(stderr).toContain('the add-on domain is not deployed');
  });
});

describe('an upgrade of a single stack that had dashboard and alarms itself', () => {
  beforeEach(() => {
    account.stub.cloudFormation.addStack(
      'mcp-case-insights',
      { UniqueIdentifier: 'acme', AlarmEmail: 'ops@example.com', AccessLogs: 'existing-role' },
      { resources: singleStack, outputs: { DashboardUrl: 'https://console' }, exports: [] },
    );
  });

  it('moves them to an add-on without being asked to, and removes nothing else but the old API snapshot', async () => {
    const { stderr, code } = await run('deploy');
    expect(code, stderr).toBe(0);
    expect(stderr).toContain(
      'mcp-case-insights held dashboard, alarms and saved queries: this moves to a separate stack, mcp-case-insights-watch',
    );
    expect(stderr).not.toContain('! replace');
    const removed = [...stderr.matchAll(/- remove +(\w+) +(\S+)/g)].map(([, id, type]) => `${id} ${type}`);
    const stays = removed.filter(
      (line) => !/AWS::(CloudWatch|Logs::(MetricFilter|QueryDefinition))/.test(line),
    );
    expect(stays).toEqual(['Deploymentaa8d4ef27118 AWS::ApiGateway::Deployment']);
  });

  it('moves what else it had itself, and leaves the logging role that it made', async () => {
    Object.assign(stacks()['mcp-case-insights']!.parameters, {
      AccessLogs: 'create-role',
      MarketplaceModels: 'true',
    });
    const { stderr, code } = await run('deploy');
    expect(code, stderr).toBe(0);
    expect(stacks()['mcp-case-insights']?.parameters.AccessLogs).toBe('existing-role');
    expect(statuses()).toMatchObject({ 'mcp-case-insights-marketplace': 'CREATE_COMPLETE' });
    expect(statuses()).not.toHaveProperty('mcp-case-insights-logging-role');
  });

  it('keeps the API, the function, the role, the log groups and the topic under their ids and names', async () => {
    await run('deploy');
    const { resources } = stacks()['mcp-case-insights']!;
    const { resources: watched } = stacks()['mcp-case-insights-watch']!;
    for (const [id, { Type, Properties }] of Object.entries(singleStack)) {
      if (Type === 'AWS::ApiGateway::Deployment') continue;
      const home = /AWS::(CloudWatch|Logs::(MetricFilter|QueryDefinition))/.test(Type) ? watched : resources;
      expect(home[id], id).toMatchObject({ Type, Properties });
    }
  });
});

describe('destroy', () => {
  beforeEach(() => run('deploy', '--with', 'watch'));

  it('deletes the add-on before the core that it imports from', async () => {
    const { stderr, code } = await run('destroy', '--yes');
    expect(code, stderr).toBe(0);
    expect(stderr.indexOf('Deleted mcp-case-insights-watch')).toBeGreaterThan(0);
    expect(stderr.indexOf('Deleted mcp-case-insights-watch')).toBeLessThan(
      stderr.indexOf('Deleted mcp-case-insights\n'),
    );
    expect(new Set(Object.values(statuses()))).toEqual(new Set(['DELETE_COMPLETE']));
  });

  it('deletes the add-on alone with --only', async () => {
    const { stdout, stderr, code } = await run('destroy', '--only', 'watch', '--yes');
    expect(code, stderr).toBe(0);
    expect(statuses()).toEqual({
      'mcp-case-insights': 'CREATE_COMPLETE',
      'mcp-case-insights-watch': 'DELETE_COMPLETE',
    });
    expect(stdout).toContain('Kept: the stack mcp-case-insights.');
    expect(account.stub.s3.objects.size).toBe(1);
  });

  it('says that there is no such add-on', async () => {
    await run('destroy', '--only', 'watch', '--yes');
    const { stderr, code } = await run('destroy', '--only', 'watch', '--yes');
    expect(code).toBe(0);
    expect(stderr).toContain('There is no stack mcp-case-insights-watch in us-east-1');
  });
});

import { describe, expect, it } from 'vitest';
import { ADD_ON_NAMES, ADD_ONS } from '../../src/add-ons.ts';
import { functionRevision, readTemplate, templateParameters } from '../../src/template.ts';
import { evaluate } from '../evaluate.ts';
import { declared, ID, OPTION_SETS, properties, text, under } from './options.ts';

const DOMAIN = {
  DomainName: 'cases.example.com',
  CertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/1',
};
const templates = ADD_ON_NAMES.map((name) => ({ name, text: readTemplate(ADD_ONS[name].template) }));

describe.each(templates)('the template of the add-on $name', ({ text: template }) => {
  it('is small enough for --template-body', () => {
    expect(Buffer.byteLength(template)).toBeLessThan(51_200);
  });

  it('takes the names that the core takes under the same rules', () => {
    const rules = templateParameters(template);
    for (const name of ['UniqueIdentifier', 'StageName', 'RolePath', 'PermissionsBoundary']) {
      if (name in rules) expect(rules[name]?.AllowedPattern, name).toBe(declared[name]?.AllowedPattern);
    }
  });

  it('is spelled for the partition it is in', () => {
    const elsewhere = evaluate(
      template,
      { ...ID, ...DOMAIN, CertificateArn: '', CodeBucket: 'artifacts', CodeKey: 'code.zip' },
      { 'AWS::Partition': 'aws-cn' },
    );
    expect(JSON.stringify(elsewhere.resources)).not.toMatch(/arn:aws:/);
  });
});

describe('the add-on rollout', () => {
  const options = OPTION_SETS['rolled out by versions']!;
  const rollout = (given: Readonly<Record<string, string>> = {}) =>
    evaluate(readTemplate('add-ons/rollout.yaml'), { ...ID, ...given }).resources;

  it('has the API call the alias of a version, which the core makes under a revision only', () => {
    expect(under().resources).not.toHaveProperty('Alias');
    expect(properties('Version', options)).toEqual({ FunctionName: '${Function}', Description: 'a1b2c3' });
    expect(properties('Alias', options)).toEqual({
      FunctionName: '${Function}',
      FunctionVersion: '${Version.Version}',
      Name: 'live',
    });
    expect(properties('McpMethod', options)).toMatchObject({
      Integration: {
        Uri: 'arn:aws:apigateway:us-east-1:lambda:path/2021-11-15/functions/${Alias}/response-streaming-invocations',
      },
    });
    expect(properties('FunctionPermission', options).FunctionName).toBe('${Alias}');
    expect(properties('FunctionPermission').FunctionName).toBe('${Function}');
  });

  it('moves the alias through the group that the add-on makes', () => {
    const { Application, DeploymentGroup } = rollout();
    expect(under(options).resources.Alias).toMatchObject({
      UpdatePolicy: {
        CodeDeployLambdaAliasUpdate: {
          ApplicationName: Application?.Properties.ApplicationName,
          DeploymentGroupName: DeploymentGroup?.Properties.DeploymentGroupName,
        },
      },
    });
  });

  it('goes back when an alarm fires', () => {
    const { DeploymentGroup, ErrorAlarm } = rollout({ TrafficShift: 'Linear10PercentEvery1Minute' });
    expect(DeploymentGroup?.Properties).toMatchObject({
      DeploymentConfigName: 'CodeDeployDefault.LambdaLinear10PercentEvery1Minute',
      AutoRollbackConfiguration: {
        Enabled: true,
        Events: expect.arrayContaining(['DEPLOYMENT_STOP_ON_ALARM']),
      },
      AlarmConfiguration: {
        Enabled: true,
        Alarms: [{ Name: '${ErrorAlarm}' }, { Name: '${ServerErrorAlarm}' }],
      },
    });
    expect(ErrorAlarm?.Properties.Dimensions).toContainEqual({
      Name: 'Resource',
      Value: 'MCP-CaseInsights-acme:live',
    });
  });

  it('lets CodeDeploy move this alias and nothing else', () => {
    const [policy] = rollout().Role!.Properties.Policies as [{ PolicyDocument: { Statement: object[] } }];
    const arn = 'arn:aws:lambda:us-east-1:123456789012:function:MCP-CaseInsights-acme';
    expect(policy.PolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: ['lambda:GetAlias', 'lambda:GetProvisionedConcurrencyConfig', 'lambda:UpdateAlias'],
        Resource: [arn, `${arn}:*`],
      },
      {
        Effect: 'Allow',
        Action: 'cloudwatch:DescribeAlarms',
        Resource: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:*',
      },
    ]);
  });
});

describe('functionRevision', () => {
  const revision = functionRevision(text, {});

  it.each([
    { CodeKey: 'acme/def.zip' },
    { BedrockModelId: 'amazon.nova-lite-v1:0' },
    { Timeout: '600' },
    { AccessPolicy: '{}' },
    { Tracing: 'true' },
    { SubnetIds: 'subnet-0123456789abcdef0' },
  ])('is new with %o, which a version has', (parameters) => {
    expect(functionRevision(text, parameters)).not.toBe(revision);
  });

  it.each([
    [{ ReservedConcurrency: '5' }],
    [{ LogRetentionDays: '60' }],
    [{ CorsOrigins: '' }],
    [{ Revision: 'x' }],
    [{ ThrottlingRateLimit: '10' }],
  ])('stays with %o, which no version has', (parameters) => {
    expect(functionRevision(text, parameters)).toBe(revision);
  });

  it('stays with the same code in another bucket', () => {
    const place = (CodeBucket: string, CodeKey: string) => functionRevision(text, { CodeBucket, CodeKey });
    expect(place('company', 'mcp-case-insights/acme/abc.zip')).toBe(place('own', 'acme/abc.zip'));
    expect(place('own', 'acme/abc.zip')).not.toBe(place('own', 'acme/def.zip'));
  });

  it('stays with the comments of the template, and is new with its runtime', () => {
    expect(functionRevision(text.replace('# The server treats', '# Our server treats'), {})).toBe(revision);
    expect(functionRevision(text.replace('nodejs24.x', 'nodejs26.x'), {})).not.toBe(revision);
  });
});

describe('the add-on domain', () => {
  const domain = (given: Readonly<Record<string, string>> = {}) =>
    evaluate(readTemplate('add-ons/domain.yaml'), { ...DOMAIN, ...given });

  it('maps the name to the stage of the core, by TLS 1.2 and newer', () => {
    const { resources, outputs } = domain({ StageName: 'live' });
    expect(resources.Domain?.Properties).toMatchObject({
      RegionalCertificateArn: DOMAIN.CertificateArn,
      SecurityPolicy: 'SecurityPolicy_TLS13_1_2_2021_06',
    });
    expect(resources.Mapping?.Properties).toEqual({
      DomainName: '${Domain}',
      RestApiId: 'import(mcp-case-insights-ApiId)',
      Stage: 'live',
    });
    expect(outputs.DomainEndpoint).toBe('https://cases.example.com');
  });

  it('writes the record of the name where it is given the zone', () => {
    expect(domain().resources).not.toHaveProperty('Ipv4Record');
    expect(domain({ HostedZoneId: 'Z0123456789' }).resources.Ipv4Record?.Properties).toMatchObject({
      Name: 'cases.example.com',
      Type: 'A',
      AliasTarget: { DNSName: '${Domain.RegionalDomainName}' },
    });
  });

  it('turns the other name off by a parameter of the core', () => {
    expect(properties('Api').DisableExecuteApiEndpoint).toBe('false');
    expect(properties('Api', OPTION_SETS['at a custom domain only']).DisableExecuteApiEndpoint).toBe('true');
  });
});

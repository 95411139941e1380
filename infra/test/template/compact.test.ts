import { COMPACT_ENVIRONMENT } from '@case-insights/server/compact-config';
import { describe, expect, it } from 'vitest';
import { readTemplate } from '../../src/template.ts';
import { evaluate } from '../evaluate.ts';
import { ID, ofType, type Statement } from './options.ts';

const text = readTemplate('add-ons/compact.yaml');
const compact = (options: Readonly<Record<string, string>> = {}) =>
  evaluate(text, { ...ID, CodeBucket: 'code', CodeKey: 'code.zip', ...options }).resources;
const properties = (name: string, options: Readonly<Record<string, string>> = {}) =>
  compact(options)[name]!.Properties;
const statements = (options: Readonly<Record<string, string>> = {}): Statement[] =>
  (
    properties('Role', options).Policies as unknown as { PolicyDocument: { Statement: Statement[] } }[]
  ).flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
const resourcesOf = (action: string) =>
  statements()
    .filter(({ Action }) => [Action].flat().includes(action))
    .flatMap(({ Resource }) => [Resource].flat());

const DATABASE = 'import(aws-case-insights-AthenaDatabaseName)';
const GLUE = 'arn:aws:glue:us-east-1:123456789012';
const RESULTS = 'import(aws-case-insights-AthenaQueryResultsBucket)';

describe('the add-on compact', () => {
  it('may make, change and drop the view and the tables behind it, and no other name', () => {
    for (const action of ['glue:CreateTable', 'glue:DeleteTable', 'glue:UpdateTable']) {
      expect(resourcesOf(action)).toEqual([
        `${GLUE}:catalog`,
        `${GLUE}:database/${DATABASE}`,
        `${GLUE}:table/${DATABASE}/case_summary_compact`,
        `${GLUE}:table/${DATABASE}/case_summary_compact_*`,
      ]);
    }
  });

  it('writes and deletes objects below its own prefix only', () => {
    for (const action of ['s3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload']) {
      expect(resourcesOf(action)).toEqual([`arn:aws:s3:::${RESULTS}/mcp-case-insights-compact/acme/*`]);
    }
  });

  it('asks nothing of a model and reads no parameter', () => {
    const services = new Set(
      statements().flatMap(({ Action }) => [Action].flat().map((action) => action.split(':')[0])),
    );
    expect([...services].sort()).toEqual(['athena', 'glue', 'lakeformation', 'logs', 's3']);
  });

  it('runs in a workgroup of its own, which makes tables below the place that the function clears', () => {
    const { Name, WorkGroupConfiguration } = properties('WorkGroup');
    expect(Name).toBe('CaseInsightsCompact-acme');
    expect(WorkGroupConfiguration).toMatchObject({
      EnforceWorkGroupConfiguration: true,
      ResultConfiguration: { OutputLocation: `s3://${RESULTS}/mcp-case-insights-compact/acme/` },
    });
    const { Variables } = properties('Function').Environment as { Variables: Record<string, string> };
    expect(Variables.COMPACT_LOCATION).toBe(`s3://${RESULTS}/mcp-case-insights-compact/acme/tables/`);
    expect(Variables).toMatchObject({
      CASES_LOCATION: 's3://s3-acme-caseprocessed/',
      WHOLE_UP_TO_CASES: 200_000,
    });
    for (const name of Object.keys(Variables)) expect(COMPACT_ENVIRONMENT.shape).toHaveProperty(name);
  });

  it('runs the second handler of the zip each day after the crawler', () => {
    expect(properties('Function')).toMatchObject({ Handler: 'compact.handler', Timeout: 900 });
    expect(properties('Schedule')).toMatchObject({
      ScheduleExpression: 'cron(30 9 * * ? *)',
      FlexibleTimeWindow: { Mode: 'OFF' },
    });
  });

  it('raises an alarm when a run fails and when none has ended for two days', () => {
    const topic = 'arn:aws:sns:us-east-1:123456789012:alarms';
    const [failed, old] = ofType(compact({ AlarmTopic: topic }), 'AWS::CloudWatch::Alarm').map(
      ({ Properties }) => Properties,
    );
    expect(failed).toMatchObject({ MetricName: 'Errors', AlarmActions: [topic] });
    expect(old).toMatchObject({
      Namespace: 'CaseInsightsMCP/acme',
      MetricName: 'compact_runs',
      Period: 86_400,
      EvaluationPeriods: 2,
      TreatMissingData: 'breaching',
      AlarmActions: [topic],
    });
    expect(properties('FailedAlarm')).not.toHaveProperty('AlarmActions');
  });

  it("follows the core's rules for roles, keys and the network", () => {
    const key = (name: string) => `arn:aws:kms:us-east-1:123456789012:key/${name}`;
    const options = {
      RolePath: '/apps/',
      PermissionsBoundary: 'arn:aws:iam::123456789012:policy/boundary',
      CasesKeyArn: key('cases'),
      ResultsKeyArn: key('results'),
      LogsKeyArn: key('logs'),
      StackKeyArn: key('stack'),
      SubnetIds: 'subnet-0123456789abcdef0',
      SecurityGroupIds: 'sg-0123456789abcdef0',
    };
    for (const { Properties } of ofType(compact(options), 'AWS::IAM::Role')) {
      expect(Properties).toMatchObject({ Path: '/apps/', PermissionsBoundary: options.PermissionsBoundary });
    }
    const decrypts = statements(options).filter(({ Action }) =>
      JSON.stringify(Action).includes('kms:Decrypt'),
    );
    expect(decrypts.map(({ Resource }) => Resource)).toEqual([key('cases'), key('results'), key('stack')]);
    expect(properties('Function', options)).toMatchObject({
      KmsKeyArn: key('stack'),
      VpcConfig: { SubnetIds: [options.SubnetIds], SecurityGroupIds: [options.SecurityGroupIds] },
    });
    expect(properties('Logs', options)).toMatchObject({ KmsKeyId: key('logs') });
  });
});

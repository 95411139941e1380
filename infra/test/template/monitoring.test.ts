import { describe, expect, it } from 'vitest';
import { evaluate, readData } from '../evaluate.ts';
import { loggingRoleText, OPTION_SETS, ofType, text, under, watch, watchText } from './options.ts';

describe('the add-on watch', () => {
  const properties = (name: string, options: Readonly<Record<string, string>> = {}) =>
    watch(options).resources[name]!.Properties;

  it('raises alarms for errors, throttles, slowness, refusals, denials, spend and models that cannot be asked', () => {
    const names = ofType(watch().resources, 'AWS::CloudWatch::Alarm').map(
      ({ Properties }) => Properties.AlarmName,
    );
    expect(names.map((name) => String(name).replace('mcp-case-insights-acme-', '')).sort()).toEqual([
      '4xx',
      '5xx',
      'denied',
      'errors',
      'model',
      'slow',
      'spend',
      'throttles',
    ]);
  });

  it('sends all of them to the topic of the core, where it has one', () => {
    const topic = 'arn:aws:sns:us-east-1:123456789012:mcp-case-insights-alarms-acme';
    expect(properties('ErrorAlarm')).not.toHaveProperty('AlarmActions');
    for (const { Properties } of ofType(watch({ AlarmTopic: topic }).resources, 'AWS::CloudWatch::Alarm')) {
      expect(Properties.AlarmActions).toEqual([topic]);
    }
  });

  it('counts the model failures of both tools that ask a model', () => {
    const { Metrics } = properties('ModelAlarm') as { Metrics: { MetricStat?: { Metric: object } }[] };
    const metric = (tool: string) => ({
      Namespace: 'CaseInsightsMCP/acme',
      MetricName: 'errors',
      Dimensions: [
        { Name: 'tool', Value: tool },
        { Name: 'error', Value: 'model_unavailable' },
      ],
    });
    expect(Metrics.flatMap(({ MetricStat }) => (MetricStat ? [MetricStat.Metric] : []))).toEqual([
      metric('analyze_case_summaries'),
      metric('analyze_with_bedrock'),
    ]);
  });

  it('adds up the estimated cost of a day, and raises an alarm beyond what is set', () => {
    expect(properties('SpendAlarm', { AlarmSpend: '50' })).toMatchObject({
      Namespace: 'CaseInsightsMCP/acme',
      MetricName: 'estimated_cost_usd',
      Statistic: 'Sum',
      Period: 86_400,
      Threshold: '50',
    });
    expect(properties('SpendAlarm')).not.toHaveProperty('Dimensions');
  });

  it('draws a dashboard that is valid JSON', () => {
    const body = JSON.parse(String(properties('Dashboard').DashboardBody)) as {
      widgets: { properties: { title: string } }[];
    };
    expect(body.widgets.map(({ properties: { title } }) => title)).toEqual([
      'Calls by tool',
      'Duration by tool, p95 (ms)',
      'Errors by tool',
      'Endpoint',
      'Bytes scanned by tool',
      'Tokens by tool',
      'Estimated cost by caller (USD)',
    ]);
  });

  it("saves a query for each of the guide's monitoring questions", () => {
    const names = ofType(watch().resources, 'AWS::Logs::QueryDefinition').map(
      ({ Properties }) => Properties.Name,
    );
    expect(names.map((name) => String(name).split('/')[1]).sort()).toEqual([
      'failures',
      'popular-tools-and-queries',
      'slow-requests',
      'spend-by-caller',
      'throttling',
      'usage-by-user',
    ]);
  });

  it('is small enough for --template-body', () => {
    expect(Buffer.byteLength(watchText)).toBeLessThan(51_200);
  });

  it('takes the parameters that the core takes under the same rules', () => {
    const rules = (of: string) => readData(of).Parameters!;
    for (const name of ['UniqueIdentifier', 'StageName']) {
      expect(rules(watchText)[name]).toMatchObject({
        AllowedPattern: (rules(text)[name] as { AllowedPattern: string }).AllowedPattern,
      });
    }
  });

  it('works without access logs', () => {
    const { resources } = watch({ AccessLogGroup: '' });
    expect(resources).not.toHaveProperty('DeniedAlarm');
    expect(resources).not.toHaveProperty('SlowQuery');
  });
});

describe('logging', () => {
  it('can be turned off for requests', () => {
    const { resources } = under(OPTION_SETS['no access logs']);
    expect(resources).not.toHaveProperty('AccessLogGroup');
    expect(resources.Stage?.Properties).not.toHaveProperty('AccessLogSetting');
  });

  it('sets the account-wide logging role in a stack of its own, which keeps it on deletion but not on a rollback', () => {
    for (const options of Object.values(OPTION_SETS)) {
      expect(ofType(under(options).resources, 'AWS::ApiGateway::Account')).toEqual([]);
    }
    const { resources } = evaluate(loggingRoleText, {});
    expect(resources.GatewayAccount).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: { CloudWatchRoleArn: '${GatewayLoggingRole.Arn}' },
    });
    expect(resources.GatewayLoggingRole?.DeletionPolicy).toBe('RetainExceptOnCreate');
  });
});

import { describe, expect, it } from 'vitest';
import { OPTION_SETS, ofType, properties, under } from './options.ts';

describe('monitoring', () => {
  it('raises alarms for errors, throttles, slowness, refusals and denials', () => {
    const names = ofType(under().resources, 'AWS::CloudWatch::Alarm').map(
      ({ Properties }) => Properties.AlarmName,
    );
    expect(names.map((name) => String(name).replace('mcp-case-insights-acme-', '')).sort()).toEqual([
      '4xx',
      '5xx',
      'denied',
      'errors',
      'slow',
      'throttles',
    ]);
  });

  it('sends them by mail only where an address is given', () => {
    expect(properties('ErrorAlarm')).not.toHaveProperty('AlarmActions');
    expect(properties('ErrorAlarm', OPTION_SETS['alarms by mail'])).toMatchObject({
      AlarmActions: ['${AlarmTopic}'],
    });
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
    ]);
  });

  it("saves a query for each of the guide's monitoring questions", () => {
    const names = ofType(under().resources, 'AWS::Logs::QueryDefinition').map(
      ({ Properties }) => Properties.Name,
    );
    expect(names.map((name) => String(name).split('/')[1]).sort()).toEqual([
      'failures',
      'popular-tools-and-queries',
      'slow-requests',
      'throttling',
      'usage-by-user',
    ]);
  });

  it('works without access logs', () => {
    const { resources } = under(OPTION_SETS['no access logs']);
    expect(resources).not.toHaveProperty('AccessLogGroup');
    expect(resources).not.toHaveProperty('DeniedAlarm');
    expect(resources.Stage?.Properties).not.toHaveProperty('AccessLogSetting');
  });

  it('sets the account-wide logging role only on request, before the stage, and keeps it on deletion', () => {
    expect(under().resources).not.toHaveProperty('GatewayAccount');
    const { resources } = under(OPTION_SETS['own logging role']);
    expect(resources.GatewayAccount?.DeletionPolicy).toBe('Retain');
    expect(resources.GatewayLoggingRole?.DeletionPolicy).toBe('Retain');
    expect(resources.Stage?.Properties.Description).toContain('${GatewayAccount}');
  });
});

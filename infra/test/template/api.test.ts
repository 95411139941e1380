import { describe, expect, it } from 'vitest';
import { OPTION_SETS, ofType, properties, type Statement, under } from './options.ts';

describe('the API', () => {
  const METHODS = ['RootMethod', 'ProxyMethod', 'McpMethod', 'ToolsMethod', 'ToolMethod'];

  it.each(METHODS)('%s is signed and streams', (method) => {
    expect(properties(method)).toMatchObject({
      HttpMethod: 'ANY',
      AuthorizationType: 'AWS_IAM',
      Integration: {
        Type: 'AWS_PROXY',
        ResponseTransferMode: 'STREAM',
        TimeoutInMillis: 900_000,
        Uri: 'arn:aws:apigateway:us-east-1:lambda:path/2021-11-15/functions/${Function.Arn}/response-streaming-invocations',
      },
    });
  });

  it.each(METHODS)('%s is buffered on request', (method) => {
    expect(properties(method, { ResponseStreaming: 'false' })).toMatchObject({
      AuthorizationType: 'AWS_IAM',
      Integration: {
        ResponseTransferMode: 'BUFFERED',
        TimeoutInMillis: 29_000,
        Uri: 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${Function.Arn}/invocations',
      },
    });
  });

  it('names /mcp, /tools and /tools/{name} in addition to the proxy', () => {
    const parts = ofType(under().resources, 'AWS::ApiGateway::Resource').map(
      ({ Properties }) => Properties.PathPart,
    );
    expect(parts.sort()).toEqual(['mcp', 'tools', '{name}', '{proxy+}']);
  });

  it.each(Object.entries(OPTION_SETS))(
    'with %s has one deployment that waits for every method',
    (_, options) => {
      const { resources } = under(options);
      const [deployment, ...others] = ofType(resources, 'AWS::ApiGateway::Deployment');
      expect(others).toEqual([]);
      const methods = Object.keys(resources).filter(
        (name) => resources[name]?.Type === 'AWS::ApiGateway::Method',
      );
      // DependsOn takes no conditions, so what is conditional is waited for through a reference.
      const { After = [] } = (deployment?.Metadata ?? {}) as { After?: string[] };
      const waitsFor = [deployment?.DependsOn, After.map((reference) => reference.slice(2, -1))].flat();
      expect(waitsFor).toEqual(expect.arrayContaining([...methods, 'FunctionPermission']));
    },
  );

  it('requires a signature except for preflights, and has those only with CORS', () => {
    const open = (options = {}) =>
      ofType(under(options).resources, 'AWS::ApiGateway::Method').filter(
        ({ Properties }) => Properties.AuthorizationType !== 'AWS_IAM',
      );
    expect(open()).toEqual([]);
    const preflights = open(OPTION_SETS.CORS);
    expect(preflights).toHaveLength(5);
    for (const { Properties } of preflights) {
      expect(Properties).toMatchObject({
        HttpMethod: 'OPTIONS',
        AuthorizationType: 'NONE',
        Integration: { Type: 'MOCK' },
      });
    }
  });

  it("puts CORS headers on the gateway's own refusals", () => {
    const responses = ofType(under(OPTION_SETS.CORS).resources, 'AWS::ApiGateway::GatewayResponse');
    expect(responses.map(({ Properties }) => Properties.ResponseType).sort()).toEqual([
      'DEFAULT_4XX',
      'DEFAULT_5XX',
    ]);
    expect(ofType(under().resources, 'AWS::ApiGateway::GatewayResponse')).toEqual([]);
  });

  it('accepts TLS 1.2 and newer', () => {
    expect(properties('Api')).toMatchObject({
      SecurityPolicy: 'SecurityPolicy_TLS13_1_2_2021_06',
      EndpointAccessMode: 'BASIC',
    });
    expect(properties('Api', OPTION_SETS.private)).not.toHaveProperty('SecurityPolicy');
  });

  it('throttles the stage and logs no bodies', () => {
    expect(properties('Stage').MethodSettings).toEqual([
      expect.objectContaining({
        ThrottlingRateLimit: 50,
        ThrottlingBurstLimit: 100,
        LoggingLevel: 'OFF',
        DataTraceEnabled: false,
      }),
    ]);
  });

  it("writes the guide's access log, numbers as numbers", () => {
    const { Format } = properties('Stage').AccessLogSetting as { Format: string };
    const values: Record<string, string> = { status: '200', responseLatency: '1250', responseLength: '4096' };
    const line = Format.replace(/\$context\.([\w.]+)/g, (_, name: string) => values[name] ?? 'x');
    expect(JSON.parse(line)).toEqual({
      requestId: 'x',
      timestamp: 'x',
      httpMethod: 'x',
      resourcePath: 'x',
      path: 'x',
      status: 200,
      responseTime: 1250,
      responseLength: 4096,
      clientIp: 'x',
      userAgent: 'x',
      caller: 'x',
      user: 'x',
      error: 'x',
      errorType: 'x',
    });
  });

  it('lets the holder of the user policy call this stage of this API', () => {
    expect(properties('UserAccessPolicy').PolicyDocument).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'execute-api:Invoke',
          Resource: 'arn:aws:execute-api:us-east-1:123456789012:${Api}/prod/*',
        },
      ],
    });
  });
});

describe('the resource policy', () => {
  const policy = (options: Readonly<Record<string, string | number>>) =>
    ((properties('Api', options).Policy as { Statement?: Statement[] } | undefined)?.Statement ??
      []) as Statement[];

  it('is absent where nothing restricts or widens access', () => {
    expect(properties('Api')).not.toHaveProperty('Policy');
  });

  it('denies other source addresses', () => {
    expect(policy(OPTION_SETS['source addresses']!)).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Condition: { NotIpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '2001:db8::/32'] } },
      }),
    );
  });

  it('denies whatever does not come through the VPC endpoints', () => {
    const { EndpointConfiguration } = properties('Api', OPTION_SETS.private);
    expect(EndpointConfiguration).toEqual({ Types: ['PRIVATE'], VpcEndpointIds: ['vpce-0123456789abcdef0'] });
    expect(policy(OPTION_SETS.private!)).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Condition: { StringNotEquals: { 'aws:SourceVpce': ['vpce-0123456789abcdef0'] } },
      }),
    );
  });

  it('leaves the decision to the policies of accounts and never allows everyone by itself', () => {
    expect(policy(OPTION_SETS['other accounts']!).map(({ Principal }) => Principal)).toEqual([
      { AWS: 'arn:aws:iam::123456789012:root' },
      { AWS: ['111122223333', '444455556666'] },
    ]);
    for (const options of Object.values(OPTION_SETS)) {
      for (const { Effect, Principal, Condition } of policy(options)) {
        if (Effect === 'Allow' && JSON.stringify(Principal).includes('*')) {
          expect(Condition).toMatchObject({ StringNotEquals: { 'aws:PrincipalAccount': '123456789012' } });
        }
      }
    }
  });
});

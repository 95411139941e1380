import { ISSUER_UNAVAILABLE } from '@case-insights/core/errors';
import { readWebAccess } from '@case-insights/server/web-access';
import { describe, expect, it } from 'vitest';
import { apiHash, readTemplate, stampDeployment } from '../../src/template.ts';
import { evaluate } from '../evaluate.ts';
import { ID, ofType, type Statement, under } from './options.ts';

const text = readTemplate('add-ons/web.yaml');
const NEEDED = { ...ID, CodeBucket: 'code', CodeKey: 'code.zip' };
const ISSUER = { WebIssuer: 'https://login.example.com/tenant/v2.0' };
const COGNITO = { CognitoDomain: 'acme-cases' };
type Options = Readonly<Record<string, string>>;
const web = (options: Options = ISSUER) => evaluate(text, { ...NEEDED, ...options });
const properties = (name: string, options: Options = ISSUER) => web(options).resources[name]!.Properties;
const variables = (options: Options) => properties('Stage', options).Variables;

const URL_OF_THE_API = 'https://${Api}.execute-api.us-east-1.amazonaws.com/prod';
const GUARDED = ['RootMethod', 'McpMethod', 'ToolsMethod', 'ToolMethod', 'ProxyMethod'];
const OPEN = ['MetadataMethod', 'OpenApiMethod'];

describe('the API of the add-on web', () => {
  it.each(GUARDED)('%s asks the authorizer first', (method) => {
    expect(properties(method)).toMatchObject({
      HttpMethod: 'ANY',
      AuthorizationType: 'CUSTOM',
      AuthorizerId: '${Authorizer}',
    });
  });

  it('answers without a token only where to get one and what the routes are', () => {
    const { resources } = web();
    const open = Object.keys(resources).filter(
      (name) =>
        resources[name]?.Type === 'AWS::ApiGateway::Method' &&
        resources[name].Properties.AuthorizationType === 'NONE',
    );
    expect(open).toEqual(OPEN);
    const part = (name: string) => properties(name).PathPart;
    expect([part('WellKnownResource'), part('MetadataResource'), part('OpenApiResource')]).toEqual([
      '.well-known',
      '{proxy+}',
      'openapi.json',
    ]);
    expect(properties('MetadataResource').ParentId).toBe('${WellKnownResource}');
    expect(properties('MetadataMethod').ResourceId).toBe('${MetadataResource}');
    expect(properties('OpenApiMethod').ResourceId).toBe('${OpenApiResource}');
  });

  it.each([...GUARDED, ...OPEN])("%s streams from the core's function for 15 minutes", (method) => {
    expect(properties(method).Integration).toMatchObject({
      Type: 'AWS_PROXY',
      ResponseTransferMode: 'STREAM',
      TimeoutInMillis: 900_000,
      Uri: 'arn:aws:apigateway:us-east-1:lambda:path/2021-11-15/functions/arn:aws:lambda:us-east-1:123456789012:function:MCP-CaseInsights-acme/response-streaming-invocations',
    });
  });

  it.each([...GUARDED, ...OPEN])('%s is buffered, and calls the alias, where the core is so', (method) => {
    const options = { ...ISSUER, ResponseStreaming: 'false', Revision: 'a1b2c3' };
    expect(properties(method, options).Integration).toMatchObject({
      ResponseTransferMode: 'BUFFERED',
      TimeoutInMillis: 29_000,
      Uri: 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:MCP-CaseInsights-acme:live/invocations',
    });
  });

  it('may invoke that function, and no other API may by this', () => {
    const permission = (options: Options) => properties('FunctionPermission', options);
    expect(permission(ISSUER)).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: 'import(mcp-case-insights-FunctionName)',
      Principal: 'apigateway.amazonaws.com',
      SourceAccount: '123456789012',
      SourceArn: 'arn:aws:execute-api:us-east-1:123456789012:${Api}/prod/*',
    });
    expect(permission({ ...ISSUER, Revision: 'a1b2c3' }).FunctionName).toBe(
      'import(mcp-case-insights-FunctionName):live',
    );
  });

  it('has no method that IAM decides about, as the core has none that a token opens', () => {
    const types = (resources: ReturnType<typeof web>['resources']) =>
      new Set(
        ofType(resources, 'AWS::ApiGateway::Method').map(({ Properties }) => Properties.AuthorizationType),
      );
    expect(types(web().resources)).toEqual(new Set(['CUSTOM', 'NONE']));
    expect(types(under().resources)).toEqual(new Set(['AWS_IAM']));
  });

  it('keeps other addresses out on request, and is open to all otherwise', () => {
    expect(properties('Api')).not.toHaveProperty('Policy');
    const { Policy } = properties('Api', { ...ISSUER, WebSourceCidrs: '203.0.113.0/24,2001:db8::/32' });
    expect((Policy as unknown as { Statement: Statement[] }).Statement).toEqual([
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 'execute-api:Invoke',
        Resource: 'execute-api:/*',
        Condition: { NotIpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '2001:db8::/32'] } },
      },
      { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' },
    ]);
  });

  it('is throttled as the core is, and logs no bodies', () => {
    const options = { ...ISSUER, ThrottlingRateLimit: '10', ThrottlingBurstLimit: '20' };
    expect(properties('Stage', options).MethodSettings).toEqual([
      expect.objectContaining({
        ResourcePath: '/*',
        HttpMethod: '*',
        ThrottlingRateLimit: '10',
        ThrottlingBurstLimit: '20',
        LoggingLevel: 'OFF',
        DataTraceEnabled: false,
      }),
    ]);
  });

  it("writes the core's access log with the same fields, and the token's owner as the caller", () => {
    const group = '/aws/apigateway/mcp-case-insights-access-acme';
    const settings = properties('Stage', { ...ISSUER, AccessLogGroup: group }).AccessLogSetting as {
      DestinationArn: string;
      Format: string;
    };
    expect(settings.DestinationArn).toBe(`arn:aws:logs:us-east-1:123456789012:log-group:${group}`);
    const { Format: core } = under().resources.Stage!.Properties.AccessLogSetting as { Format: string };
    const filled = (format: string) =>
      JSON.parse(format.replaceAll(/\$context\.(status|response\w+)/g, '1')) as Record<string, unknown>;
    expect(filled(settings.Format)).toEqual({
      ...filled(core),
      caller: '$context.authorizer.principalId',
      user: 'web',
    });
    expect(properties('Stage')).not.toHaveProperty('AccessLogSetting');
  });

  it.each([ISSUER, COGNITO])('with %o has one deployment that waits for all of it', (options) => {
    const { resources } = web(options);
    const [deployment, ...others] = ofType(resources, 'AWS::ApiGateway::Deployment');
    expect(others).toEqual([]);
    const parts = Object.keys(resources).filter((name) =>
      ['AWS::ApiGateway::Method', 'AWS::ApiGateway::GatewayResponse', 'AWS::Lambda::Permission'].includes(
        resources[name]!.Type,
      ),
    );
    expect([...(deployment!.DependsOn as string[])].sort()).toEqual(parts.sort());
  });

  it("carries the hash of its API in the deployment's name (pnpm --filter @case-insights/infra stamp renews it)", () => {
    expect(text).toBe(stampDeployment(text));
  });

  it.each([
    { WebUrl: 'https://mcp.example.com' },
    { StageName: 'live' },
    { WebScope: 'read' },
    { WebRequestScope: 'api://cases/read' },
    { WebSourceCidrs: '203.0.113.0/24' },
    COGNITO,
    { ResponseStreaming: 'false' },
  ])('is deployed anew with %o, which API Gateway serves only then', (parameters) => {
    expect(apiHash(text, parameters)).not.toBe(apiHash(text));
  });
});

describe('the challenge of the add-on web', () => {
  const response = (name: string, options: Options = ISSUER) => {
    const { ResponseType, StatusCode, ResponseParameters, ResponseTemplates } = properties(name, options) as {
      ResponseType: string;
      StatusCode: string;
      ResponseParameters?: Record<string, string>;
      ResponseTemplates: Record<string, string>;
    };
    return {
      type: ResponseType,
      status: StatusCode,
      headers: ResponseParameters,
      body: JSON.parse(ResponseTemplates['application/json'] ?? '') as unknown,
    };
  };
  const METADATA = `resource_metadata="${URL_OF_THE_API}/.well-known/oauth-protected-resource/mcp"`;

  it('leads whoever has no valid token to the metadata', () => {
    expect(response('NoTokenErrorResponse')).toEqual({
      type: 'UNAUTHORIZED',
      status: '401',
      headers: {
        'gatewayresponse.header.WWW-Authenticate': `'Bearer ${METADATA}, scope="cases.read"'`,
      },
      body: {
        error: expect.stringContaining('sign in again'),
        code: 'unauthorized',
        request_id: '$context.requestId',
      },
    });
  });

  it('names the scope that a token lacks', () => {
    expect(response('ScopeErrorResponse')).toEqual({
      type: 'ACCESS_DENIED',
      status: '403',
      headers: {
        'gatewayresponse.header.WWW-Authenticate': `'Bearer error="insufficient_scope", ${METADATA}, scope="cases.read"'`,
      },
      body: {
        error: expect.stringContaining('lacks the scope'),
        code: 'insufficient_scope',
        request_id: '$context.requestId',
      },
    });
  });

  it('is not given for a path that the API does not have, nor where the issuer cannot be reached', () => {
    expect(response('NoPathErrorResponse')).toMatchObject({
      type: 'MISSING_AUTHENTICATION_TOKEN',
      status: '404',
      body: { error: `There is no such path: MCP is at ${URL_OF_THE_API}/mcp.`, code: 'not_found' },
    });
    for (const [name, type] of [
      ['AuthorizerErrorResponse', 'AUTHORIZER_FAILURE'],
      ['AuthorizerConfigurationErrorResponse', 'AUTHORIZER_CONFIGURATION_ERROR'],
    ] as const) {
      expect(response(name)).toMatchObject({
        type,
        status: '503',
        headers: { 'gatewayresponse.header.Retry-After': "'10'" },
        body: { code: 'issuer_unavailable', error: ISSUER_UNAVAILABLE },
      });
    }
  });

  it.each([
    [{ ...ISSUER, WebScope: 'cases.read,profile' }, 'cases.read profile'],
    [{ ...ISSUER, WebScope: 'read', WebRequestScope: 'api://cases/read,openid' }, 'api://cases/read openid'],
    [COGNITO, `${URL_OF_THE_API}/mcp/cases.read`],
  ] as [Options, string][])('with %o asks for the scope %s', (options, scope) => {
    for (const name of ['NoTokenErrorResponse', 'ScopeErrorResponse']) {
      const { headers } = response(name, options);
      expect(headers?.['gatewayresponse.header.WWW-Authenticate']).toMatch(
        new RegExp(` scope="${scope.replaceAll(/[$.{}]/g, '\\$&')}"'$`),
      );
    }
  });

  it('names the host that assistants are given', () => {
    const { headers } = response('NoTokenErrorResponse', { ...ISSUER, WebUrl: 'https://mcp.example.com' });
    expect(JSON.stringify(headers)).toContain(
      'https://mcp.example.com/.well-known/oauth-protected-resource/mcp',
    );
  });
});

describe('the authorizer of the add-on web', () => {
  it('is asked for each request that has the header', () => {
    expect(properties('Authorizer')).toMatchObject({
      Type: 'REQUEST',
      IdentitySource: 'method.request.header.Authorization',
      AuthorizerResultTtlInSeconds: 0,
      AuthorizerUri:
        'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${AuthorizerFunction.Arn}/invocations',
    });
    expect(properties('AuthorizerPermission').SourceArn).toBe(
      'arn:aws:execute-api:us-east-1:123456789012:${Api}/authorizers/${Authorizer}',
    );
  });

  it('is another handler of the zip, outside any VPC, which answers before API Gateway gives up', () => {
    expect(properties('AuthorizerFunction')).toMatchObject({ Handler: 'authorizer.handler', Timeout: 10 });
    expect(properties('AuthorizerFunction')).not.toHaveProperty('VpcConfig');
  });

  it('may write its log and nothing else', () => {
    const options = {
      ...ISSUER,
      RolePath: '/apps/',
      PermissionsBoundary: 'arn:aws:iam::123456789012:policy/boundary',
    };
    const { Policies, ...role } = properties('AuthorizerRole', options);
    const statements = (Policies as unknown as { PolicyDocument: { Statement: Statement[] } }[]).flatMap(
      ({ PolicyDocument }) => PolicyDocument.Statement,
    );
    expect(statements).toEqual([
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource:
          'arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/MCP-CaseInsights-authorizer-acme:log-stream:*',
      },
    ]);
    expect(role).toMatchObject({ Path: '/apps/', PermissionsBoundary: options.PermissionsBoundary });
  });
});

describe('what the add-on web tells both functions', () => {
  it('is the issuer, this API and the defaults', () => {
    expect(variables(ISSUER)).toEqual({
      api_id: '${Api}',
      url: URL_OF_THE_API,
      issuer: 'https://login.example.com/tenant/v2.0',
      scope: 'cases.read',
      groups_claim: 'groups',
      origins: 'https://claude.ai,https://claude.com,https://chatgpt.com,https://copilotstudio.microsoft.com',
    });
  });

  it('is what the operator says', () => {
    const options = {
      ...ISSUER,
      WebAudience: 'api://cases,0a1b2c3d',
      WebScope: 'cases.read',
      WebRequestScope: 'api://cases/cases.read',
      WebGroupsClaim: 'https://example.com/groups',
      WebClientIds: 'claude,chatgpt',
      WebUrl: 'https://mcp.example.com/cases',
      WebOrigins: 'https://tools.example.com',
    };
    expect(variables(options)).toEqual({
      api_id: '${Api}',
      url: 'https://mcp.example.com/cases',
      issuer: 'https://login.example.com/tenant/v2.0',
      audience: 'api://cases,0a1b2c3d',
      scope: 'cases.read',
      request_scope: 'api://cases/cases.read',
      groups_claim: 'https://example.com/groups',
      client_ids: 'claude,chatgpt',
      origins: 'https://tools.example.com',
    });
    expect(variables({ ...ISSUER, WebOrigins: '' })).not.toHaveProperty('origins');
  });

  it('is the user pool that it makes', () => {
    expect(variables(COGNITO)).toEqual({
      api_id: '${Api}',
      url: URL_OF_THE_API,
      issuer: '${UserPool.ProviderURL}',
      scope: `${URL_OF_THE_API}/mcp/cases.read`,
      groups_claim: 'cognito:groups',
      client_ids: '${UserPoolClient}',
      origins: 'https://claude.ai,https://claude.com,https://chatgpt.com,https://copilotstudio.microsoft.com',
    });
  });

  const EXAMPLES: Readonly<Record<string, string>> = {
    Api: 'abc123def4',
    'UserPool.ProviderURL': 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEfGhI',
    UserPoolClient: '1example23456789',
  };

  it.each([ISSUER, COGNITO])('is what stage variables can hold and the server accepts: %o', (options) => {
    const settings = Object.fromEntries(
      Object.entries(variables(options) as Record<string, string>).map(([name, value]) => [
        name,
        value.replaceAll(/\$\{([\w.]+)\}/g, (_, reference: string) => EXAMPLES[reference] ?? ''),
      ]),
    );
    // The characters and the length that API Gateway allows.
    for (const value of Object.values(settings)) expect(value).toMatch(/^[A-Za-z0-9\-._~:/?#&=,]{1,512}$/);
    const mcp = 'https://abc123def4.execute-api.us-east-1.amazonaws.com/prod/mcp';
    expect(readWebAccess(settings)).toMatchObject({ resource: mcp, audience: [mcp] });
  });
});

describe('the user pool of the add-on web', () => {
  const cognito = (options: Options) =>
    Object.values(web(options).resources).filter(({ Type }) => Type.startsWith('AWS::Cognito::'));

  it('is made only on request', () => {
    expect(cognito(ISSUER)).toEqual([]);
    expect(cognito(COGNITO)).toHaveLength(6);
  });

  it('has users that an administrator makes, each with a second factor', () => {
    expect(properties('UserPool', COGNITO)).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
    });
  });

  it('binds tokens to the resource that assistants name, in the tiers that do', () => {
    expect(properties('UserPool', COGNITO).UserPoolTier).toBe('ESSENTIALS');
    expect(properties('ResourceServer', COGNITO)).toMatchObject({
      Identifier: `${URL_OF_THE_API}/mcp`,
      Scopes: [expect.objectContaining({ ScopeName: 'cases.read' })],
    });
  });

  it('has one client with a secret, for the code flow, which sends people back to the known addresses', () => {
    expect(properties('UserPoolClient', COGNITO)).toMatchObject({
      GenerateSecret: true,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', `${URL_OF_THE_API}/mcp/cases.read`],
      CallbackURLs: ['https://claude.ai/api/mcp/auth_callback', 'https://claude.com/api/mcp/auth_callback'],
    });
  });
});

describe('the outputs of the add-on web', () => {
  it('are what to enter in an assistant, and the API for the add-ons waf and domain', () => {
    expect(web().outputs).toEqual({
      WebMcpUrl: `${URL_OF_THE_API}/mcp`,
      WebMetadataUrl: `${URL_OF_THE_API}/.well-known/oauth-protected-resource/mcp`,
      WebOpenApiUrl: `${URL_OF_THE_API}/openapi.json`,
      WebIssuer: 'https://login.example.com/tenant/v2.0',
      WebScope: 'cases.read',
      WebApiId: '${Api}',
    });
    expect(web(COGNITO).outputs).toMatchObject({
      WebIssuer: '${UserPool.ProviderURL}',
      WebScope: `${URL_OF_THE_API}/mcp/cases.read`,
      WebClientId: '${UserPoolClient}',
      WebUserPoolId: '${UserPool}',
      WebSignInUrl: 'https://${UserPoolDomain}.auth.us-east-1.amazoncognito.com',
    });
    expect(
      evaluate(text, { ...NEEDED, ...ISSUER }, { 'AWS::StackName': 'mcp-case-insights-web' }).exports,
    ).toEqual(['mcp-case-insights-web-ApiId']);
  });

  it.each([
    [{}, 'Give WebIssuer, or CognitoDomain for a user pool.'],
    [{ ...ISSUER, ...COGNITO }, 'Give WebIssuer or CognitoDomain, not both.'],
    [ISSUER, ''],
    [COGNITO, ''],
  ] as [Options, string][])('need one issuer: %o', (options, broken) => {
    expect(web(options).broken.join()).toBe(broken);
  });
});

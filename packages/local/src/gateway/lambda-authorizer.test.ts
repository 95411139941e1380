import { describe, expect, it } from 'vitest';
import { FunctionError } from '../lambda/instance.ts';
import type { GatewayOptions } from './gateway.ts';
import { lambdaAuthorizer } from './lambda-authorizer.ts';
import { type Invocation, refusal, start, streamed } from './test-gateway.ts';

const API = 'arn:aws:execute-api:us-east-1:123456789012:api123/prod';
const TOKEN = { headers: { authorization: 'Bearer t0ken' }, as: undefined };

/** Starts a gateway with an authorizer that returns this, or throws it. */
async function startWith(answer: unknown, overrides: Partial<GatewayOptions> = {}) {
  const asked: unknown[] = [];
  const served: unknown[] = [];
  const authorizer = {
    invoke: async ({ event, onChunk }: Invocation) => {
      asked.push(event);
      if (answer instanceof Error) throw answer;
      onChunk(Buffer.from(JSON.stringify(answer)));
    },
  };
  const gateway = await start(
    async (invocation) => {
      served.push(invocation.event);
      await streamed({ statusCode: 200 }, 'ok')(invocation);
    },
    {
      resources: [
        { path: '/mcp', id: 'rsmcp0' },
        { path: '/.well-known/{proxy+}', id: 'rswell', open: true },
      ],
      authorize: lambdaAuthorizer(authorizer),
      ...overrides,
    },
  );
  return { ...gateway, asked, served };
}

const policy = (effect: string, resource: string | string[], action = 'execute-api:Invoke') => ({
  principalId: 'oidc:issuer.example#ann',
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Effect: effect, Action: action, Resource: resource }],
  },
});

describe('an API with a Lambda authorizer', () => {
  it('asks it with the event of type REQUEST, and passes on what it says together with the token', async () => {
    const answer = { ...policy('Allow', `${API}/*`), context: { team: 'payments', size: 3, lead: true } };
    const { send, asked, served, entries } = await startWith(answer);
    const response = await send('POST', '/mcp?a=1', '{"secret":1}', TOKEN);
    expect(response.status).toBe(200);
    expect(asked).toEqual([
      expect.objectContaining({
        type: 'REQUEST',
        methodArn: `${API}/POST/mcp`,
        resource: '/mcp',
        path: '/mcp',
        httpMethod: 'POST',
        headers: expect.objectContaining({ authorization: 'Bearer t0ken' }),
        queryStringParameters: { a: '1' },
        requestContext: expect.objectContaining({
          apiId: 'api123',
          identity: expect.objectContaining({ userArn: null }),
        }),
      }),
    ]);
    expect(JSON.stringify(asked)).not.toContain('secret');
    expect(served[0]).toMatchObject({
      headers: { authorization: 'Bearer t0ken' },
      requestContext: {
        authorizer: { principalId: 'oidc:issuer.example#ann', team: 'payments', size: '3', lead: 'true' },
      },
    });
    await expect.poll(() => entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({ caller: 'oidc:issuer.example#ann', user: '-' });
  });

  it.each<[string, unknown, object]>([
    [
      'rejects the token',
      new FunctionError('Error: Unauthorized', 'Unauthorized'),
      { status: 401, errorType: 'UnauthorizedException', body: '{"message":"Unauthorized"}' },
    ],
    [
      'fails',
      new FunctionError('Error: no keys', 'no keys'),
      { status: 500, errorType: 'AuthorizerConfigurationException', body: '{"message":null}' },
    ],
    ['returns no policy', { principalId: 'ann' }, { status: 500, body: '{"message":null}' }],
    [
      'puts an object into its context',
      { ...policy('Allow', '*'), context: { groups: ['a'] } },
      { status: 500, body: '{"message":null}' },
    ],
    [
      'denies',
      policy('Deny', '*'),
      {
        status: 403,
        errorType: 'AccessDeniedException',
        body: '{"Message":"User is not authorized to access this resource with an explicit deny"}',
      },
    ],
    [
      'allows another method',
      policy('Allow', `${API}/GET/*`),
      { status: 403, body: '{"Message":"User is not authorized to access this resource"}' },
    ],
    ['allows another action', policy('Allow', '*', 'execute-api:ManageConnections'), { status: 403 }],
  ])('answers for the function when the authorizer %s', async (_, answer, expected) => {
    const { send, served } = await startWith(answer);
    expect(await refusal(await send('POST', '/mcp', '{}', TOKEN))).toMatchObject(expected);
    expect(served).toEqual([]);
  });

  it('does not ask it where the identity source is missing or empty', async () => {
    const { send, asked } = await startWith(policy('Allow', '*'));
    for (const headers of [{}, { authorization: '' }]) {
      const response = await send('POST', '/mcp', '{}', { as: undefined, headers });
      expect(await refusal(response)).toMatchObject({ status: 401, body: '{"message":"Unauthorized"}' });
    }
    expect(asked).toEqual([]);
  });

  it('serves an open resource without it, and has no other resources than its own', async () => {
    const { send, asked } = await startWith(policy('Allow', '*'));
    const get = (path: string) => send('GET', path, undefined, { as: undefined });
    expect((await get('/.well-known/oauth-protected-resource/mcp')).status).toBe(200);
    expect(await refusal(await get('/tools'))).toMatchObject({
      status: 403,
      body: '{"message":"Missing Authentication Token"}',
    });
    expect(asked).toEqual([]);
  });

  it('answers as the template says, and hands its stage variables to both functions', async () => {
    const challenge = 'Bearer resource_metadata="https://api.example/meta"';
    const stageVariables = { url: 'https://api.example' };
    const { send, asked, served } = await startWith(policy('Allow', '*'), {
      stageVariables,
      gatewayResponses: {
        UNAUTHORIZED: { headers: [['WWW-Authenticate', challenge]] },
        MISSING_AUTHENTICATION_TOKEN: { statusCode: 401 },
      },
    });
    const refused = await send('POST', '/mcp', '{}', { as: undefined });
    expect(refused.headers.get('www-authenticate')).toBe(challenge);
    const unknown = await send('POST', '/x', '{}', TOKEN);
    expect(unknown.status).toBe(401);
    expect(unknown.headers.has('www-authenticate')).toBe(false);
    await send('POST', '/mcp', '{}', TOKEN);
    expect([...asked, ...served]).toEqual([
      expect.objectContaining({ stageVariables }),
      expect.objectContaining({ stageVariables }),
    ]);
  });
});

describe('WWW-Authenticate of the function', () => {
  const challenging = streamed({ statusCode: 401, headers: { 'WWW-Authenticate': 'Bearer' } }, 'no');
  const open = [{ path: '/{proxy+}', id: 'rsprox', open: true }] as const;

  it.each<[string, Partial<GatewayOptions>, object]>([
    ['IAM authorization', {}, {}],
    ['a Lambda authorizer', { resources: open }, { as: undefined }],
  ])('is renamed by an API with %s', async (_, overrides, options) => {
    const { send } = await start(challenging, overrides);
    const response = await send('GET', '/x', undefined, options);
    expect(response.status).toBe(401);
    expect(response.headers.get('x-amzn-remapped-www-authenticate')).toBe('Bearer');
    expect(response.headers.has('www-authenticate')).toBe(false);
  });
});

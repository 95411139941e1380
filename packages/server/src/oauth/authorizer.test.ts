import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLog } from '../log/log.ts';
import { authorizerHandler } from './authorizer.ts';
import { IssuerUnavailable } from './refusals.ts';
import { SETTINGS, type TestIssuer, testIssuer } from './testing/test-issuer.ts';

const lines: Record<string, unknown>[] = [];
const log = createLog('INFO', (line) => lines.push(JSON.parse(line)));
let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await testIssuer();
});
beforeEach(() => {
  lines.length = 0;
});

const API = 'arn:aws:execute-api:us-east-1:111122223333:abc123def4/prod';

function event(headers: Record<string, string>): APIGatewayRequestAuthorizerEvent {
  return {
    type: 'REQUEST',
    methodArn: `${API}/POST/mcp`,
    headers,
    stageVariables: { api_id: 'abc123def4', ...SETTINGS },
    requestContext: { requestId: 'gateway-1' },
  } as unknown as APIGatewayRequestAuthorizerEvent;
}

async function authorize(claims: object, verify = issuer.verifier()) {
  const authorization = `Bearer ${await issuer.token({ ...claims })}`;
  return await authorizerHandler(() => verify, log)(event({ Authorization: authorization }));
}

describe('the authorizer', () => {
  it('allows every method of the API to a valid token, and names the caller for the access log', async () => {
    expect(await authorize({})).toEqual({
      principalId: 'oidc:login.example.com#ann',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: `${API}/*` }],
      },
    });
    expect(lines).toEqual([]);
  });

  it('denies a token without the scope, and names whose it is for the access log', async () => {
    expect(await authorize({ scope: 'openid' })).toEqual({
      principalId: 'oidc:login.example.com#ann',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'execute-api:Invoke', Effect: 'Deny', Resource: `${API}/*` }],
      },
    });
  });

  it('fails with the word that API Gateway answers as 401, and says why in its log only', async () => {
    await expect(authorize({ aud: 'https://other.example' })).rejects.toThrow(/^Unauthorized$/);
    expect(lines).toMatchObject([
      {
        level: 'INFO',
        message: 'web request refused',
        request_id: 'gateway-1',
        reason: 'The access token is meant for another server.',
      },
    ]);
  });

  it('fails in another way where the issuer cannot be reached, which is nothing that a client could change', async () => {
    const unavailable = () => Promise.reject(new IssuerUnavailable('The issuer cannot be reached.'));
    await expect(authorize({}, unavailable)).rejects.toThrow('The keys of the issuer cannot be read.');
    expect(lines).toMatchObject([
      {
        level: 'ERROR',
        message: 'the keys of the issuer cannot be read',
        reason: 'The issuer cannot be reached.',
      },
    ]);
  });

  it('fails without details where an error is one that nobody foresaw, and logs its kind', async () => {
    const broken = () => Promise.reject(new RangeError('token eyJ is odd'));
    await expect(authorize({}, broken)).rejects.toThrow(/^Internal server error$/);
    expect(lines).toMatchObject([
      { level: 'ERROR', message: 'request failed', error: 'internal', error_name: 'RangeError' },
    ]);
    expect(JSON.stringify(lines)).not.toContain('eyJ');
  });

  it('makes one verifier for the settings of a stage, and another when they change', async () => {
    const made: string[] = [];
    const handler = authorizerHandler(({ issuer: name }) => {
      made.push(name);
      return issuer.verifier();
    }, log);
    const request = event({ Authorization: `Bearer ${await issuer.token()}` });
    await handler(request);
    await handler(request);
    await handler({
      ...request,
      stageVariables: { ...request.stageVariables, issuer: 'https://other.example' },
    });
    expect(made).toEqual(['https://login.example.com/tenant', 'https://other.example']);
  });

  it('fails where the stage has no usable settings', async () => {
    const handler = authorizerHandler(() => issuer.verifier(), log);
    const request = { ...event({}), stageVariables: null };
    await expect(handler(request)).rejects.toThrow('The settings of the web API are not usable');
  });
});

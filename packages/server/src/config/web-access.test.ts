import { describe, expect, it } from 'vitest';
import { readWebAccess } from './web-access.ts';

const LEAST = {
  url: 'https://abc.execute-api.us-east-1.amazonaws.com/prod',
  issuer: 'https://login.example.com/tenant',
  scope: 'cases/read',
};

describe('readWebAccess', () => {
  it('fills in the defaults', () => {
    expect(readWebAccess(LEAST)).toEqual({
      url: 'https://abc.execute-api.us-east-1.amazonaws.com/prod',
      issuer: 'https://login.example.com/tenant',
      issuerHost: 'login.example.com',
      resource: 'https://abc.execute-api.us-east-1.amazonaws.com/prod/mcp',
      audience: ['https://abc.execute-api.us-east-1.amazonaws.com/prod/mcp'],
      clientIds: [],
      scope: ['cases/read'],
      requestScope: ['cases/read'],
      groupsClaim: 'groups',
      origins: ['https://abc.execute-api.us-east-1.amazonaws.com'],
    });
  });

  it('takes origins as browsers send them, beside its own', () => {
    const { origins } = readWebAccess({
      ...LEAST,
      url: 'https://MCP.example.com:443/x',
      origins: 'https://claude.ai,http://localhost:6274',
    });
    expect(origins).toEqual(['https://mcp.example.com', 'https://claude.ai', 'http://localhost:6274']);
  });

  it.each([
    '*',
    'null',
    'claude.ai',
    'https://claude.ai/',
    'https://Claude.ai',
    'https://claude.ai:443',
    'http://claude.ai',
    'https://*.claude.ai',
  ])('refuses the origin %s, which no page has or nobody can trust', (origin) => {
    expect(() => readWebAccess({ ...LEAST, origins: `https://chatgpt.com,${origin}` })).toThrow(
      'origins: is not a list of origins such as https://claude.ai',
    );
  });

  it('takes lists with commas, as stage variables need, and with spaces, as OAuth writes scopes', () => {
    expect(
      readWebAccess({
        ...LEAST,
        api_id: 'abc',
        audience: 'api://cases,https://cases.example',
        client_ids: 'one, two',
        scope: 'read write',
        request_scope: 'api://cases/read,api://cases/write',
        groups_claim: 'cognito:groups',
      }),
    ).toMatchObject({
      audience: ['api://cases', 'https://cases.example'],
      clientIds: ['one', 'two'],
      scope: ['read', 'write'],
      requestScope: ['api://cases/read', 'api://cases/write'],
      groupsClaim: 'cognito:groups',
    });
  });

  it('keeps the issuer as tokens write it, and ends no address of the API in a slash', () => {
    const url = 'https://mcp.example.com/';
    expect(readWebAccess({ ...LEAST, url, issuer: 'https://tenant.example.com/' })).toMatchObject({
      issuer: 'https://tenant.example.com/',
      resource: 'https://mcp.example.com/mcp',
    });
  });

  it('takes http from this machine, where a local stack is', () => {
    for (const issuer of ['http://127.0.0.1:9000', 'http://localhost:9000/x', 'http://[::1]:9000']) {
      expect(readWebAccess({ ...LEAST, issuer }).issuerHost).toBe(new URL(issuer).host);
    }
  });

  it.each([
    [{ issuer: '' }, 'issuer: is missing'],
    [{ issuer: 'http://login.example.com' }, 'issuer: is not an https:// address'],
    [{ issuer: 'http://127.0.0.1.evil.example' }, 'issuer: is not an https:// address'],
    [
      { issuer: 'http://localhost@evil.example' },
      'issuer: is not an https:// address; issuer: has a query, a fragment or a user',
    ],
    [{ issuer: 'file:///etc/keys' }, 'issuer: is not an https:// address'],
    [{ issuer: 'https://login.example.com?x=1' }, 'issuer: has a query, a fragment or a user'],
    [{ url: 'https://a.example/"x' }, 'url: is not an address'],
    [{ url: 'abc' }, 'url: is not an https:// address'],
    [{ scope: '' }, 'scope: is missing'],
    [{ scope: ' , ' }, 'scope: names no scope'],
    [{ scope: 'a"b' }, 'scope: has a character that is not allowed'],
    [{ url: '', scope: '' }, 'url: is missing; scope: is missing'],
  ])('refuses %j', (change, faults) => {
    expect(() => readWebAccess({ ...LEAST, ...change })).toThrow(
      new Error(`The settings of the web API are not usable (${faults}): deploy the add-on web with others.`),
    );
  });

  it.each([undefined, null, 'secret', []])('refuses %j without quoting it', (settings) => {
    expect(() => readWebAccess(settings)).toThrow(/^The settings of the web API are not usable \([^"]*$/);
  });
});

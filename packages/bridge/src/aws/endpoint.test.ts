import { describe, expect, it } from 'vitest';
import { parseEndpoint } from './endpoint.ts';

const API = 'https://abc123def4.execute-api.us-east-1.amazonaws.com';

describe('parseEndpoint', () => {
  it.each([
    [`${API}/prod`, `${API}/prod/mcp`, `${API}/prod`],
    [`${API}/prod/`, `${API}/prod/mcp`, `${API}/prod`],
    [`${API}/prod/mcp`, `${API}/prod/mcp`, `${API}/prod`],
    [`${API}/prod/mcp/`, `${API}/prod/mcp`, `${API}/prod`],
    ['https://cases.example.com', 'https://cases.example.com/mcp', 'https://cases.example.com'],
    ['http://127.0.0.1:8080/prod#x', 'http://127.0.0.1:8080/prod/mcp', 'http://127.0.0.1:8080/prod'],
  ])('takes %s to mean %s', (text, mcpUrl, stageUrl) => {
    const endpoint = parseEndpoint(text);
    expect([endpoint.mcpUrl.href, endpoint.stageUrl]).toEqual([mcpUrl, stageUrl]);
  });

  it.each([
    [API, {}, 'execute-api', 'us-east-1'],
    ['https://a.execute-api.cn-north-1.amazonaws.com.cn/p', {}, 'execute-api', 'cn-north-1'],
    ['https://a.execute-api.us-gov-west-1.amazonaws.com/p', {}, 'execute-api', 'us-gov-west-1'],
    ['https://a-vpce-1.execute-api.eu-west-1.vpce.amazonaws.com/p', {}, 'execute-api', 'eu-west-1'],
    ['https://xyz.lambda-url.eu-central-1.on.aws', {}, 'lambda', 'eu-central-1'],
    ['https://bedrock-agentcore.us-west-2.amazonaws.com/x', {}, 'bedrock-agentcore', 'us-west-2'],
    ['https://cases.example.com', {}, 'execute-api', undefined],
    ['https://cases.example.com', { region: 'eu-west-3' }, 'execute-api', 'eu-west-3'],
    [API, { region: 'eu-west-3', service: 'other' }, 'other', 'us-east-1'],
    ['https://execute-api.us-east-1.amazonaws.com.evil.example', {}, 'execute-api', undefined],
  ])('signs for %s with %j as %s in %s', (text, options, service, region) => {
    expect(parseEndpoint(text, options)).toMatchObject({ service, region });
  });

  it.each(['http://localhost:1', 'http://127.8.9.10', 'http://[::1]:9', 'http://app.localhost'])(
    'lets %s go without encryption',
    (text) => expect(parseEndpoint(text).mcpUrl.protocol).toBe('http:'),
  );

  it.each([
    ['http://example.com/prod', /not encrypted; use https/],
    ['http://127.0.0.1.example.com', /not encrypted/],
    ['ftp://example.com', /not a web address/],
    ['prod', /not a web address/],
    ['https://user:pw@example.com', /must not hold a user name or password/],
  ])('refuses %s', (text, message) => {
    expect(() => parseEndpoint(text)).toThrow(message);
  });

  it('does not repeat a password in its message', () => {
    expect(() => parseEndpoint('https://user:secret@example.com')).not.toThrow(/secret/);
  });

  it.each(['eu-west-1', 'us-gov-west-1', 'eusc-de-east-1', 'cn-north-1'])('takes the region %s', (region) => {
    expect(parseEndpoint('https://cases.example.com', { region }).region).toBe(region);
  });

  it.each(['evil.example/', 'eu-west-1.evil.example', 'eu-west-1\n', 'EU-WEST-1', 'x', ''])(
    'refuses the region %j, for signed requests would go where it says',
    (region) => {
      expect(() => parseEndpoint('https://cases.example.com', { region })).toThrow(/is not an AWS region/);
    },
  );
});

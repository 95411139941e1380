import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../options/parse.ts';
import { checkedEndpoint } from './endpoint.ts';

const API = 'https://abc123def4.execute-api.us-east-1.amazonaws.com';
const { options } = parseArguments([], {});

describe('checkedEndpoint', () => {
  it.each([
    [`${API}/prod`, `${API}/prod`],
    [` ${API}/prod/mcp/ `, `${API}/prod`],
    [`HTTPS://ABC123DEF4.execute-api.us-east-1.amazonaws.com:443/prod`, `${API}/prod`],
    ['https://vpce-1-2.execute-api.us-gov-west-1.vpce.amazonaws.com/prod', undefined],
    ['http://localhost:8787/prod', 'http://localhost:8787/prod'],
    ['http://[::1]:8787/mcp', 'http://[::1]:8787'],
  ])('puts %j together from its parts', (text, url = text) => {
    expect(checkedEndpoint(text, options)).toEqual({ url, notes: [], foreignHost: undefined });
  });

  it('adds the stage to an API without one, and says so', () => {
    expect(checkedEndpoint(API, options)).toEqual({
      url: `${API}/prod`,
      notes: ['The URL named no stage: /prod was added, which is what the deployment makes.'],
      foreignHost: undefined,
    });
  });

  it('names a host that is not of AWS', () => {
    expect(checkedEndpoint('https://cases.example.com', options)).toEqual({
      url: 'https://cases.example.com',
      notes: [],
      foreignHost: 'cases.example.com',
    });
    expect(
      checkedEndpoint('https://x.execute-api.us-east-1.amazonaws.com.evil.io/prod', options).foreignHost,
    ).toBe('x.execute-api.us-east-1.amazonaws.com.evil.io');
  });

  it.each([
    `${API}/prod"`,
    `${API}/prod?a=b`,
    `${API}/prod#a`,
    `${API}/prod&calc`,
    `${API}/pr od`,
    `${API}/prod\n--skip-auth`,
    `${API}/$(id)`,
    `${API}/%70rod`,
    `${API}/a/../prod`.replace('..', '%2e%2e'),
  ])('refuses %j', (text) => {
    expect(() => checkedEndpoint(text, options)).toThrow(
      `${JSON.stringify(text)} holds more than an address and a path; give the stage URL alone, as https://<id>.execute-api.<region>.amazonaws.com/prod.`,
    );
  });
});

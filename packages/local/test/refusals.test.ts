import { request } from 'node:http';
import type { Credentials } from '@case-insights/testing/environment';
import type { LocalStack } from '@case-insights/testing/local-stack';
import { presign, type SigningOptions, sign, type Unsigned } from '@case-insights/testing/sign';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocal } from './support/stack.ts';

const SESSION = {
  accessKeyId: 'SESSIONKEYEXAMPLE001',
  secretAccessKey: 'secret of a session',
  sessionToken: 'token of a session',
  arn: 'arn:aws:sts::123456789012:assumed-role/Analyst/ann',
};
const EXPIRED = { ...SESSION, accessKeyId: 'SESSIONKEYEXAMPLE002', expiresAt: '2025-01-01T00:00:00Z' };
const BANNED = {
  accessKeyId: 'BANNEDKEYEXAMPLE0001',
  secretAccessKey: 'x',
  arn: 'arn:aws:iam::123456789012:user/banned',
};

let stack: LocalStack;
beforeAll(async () => {
  stack = await startLocal({ identities: [SESSION, EXPIRED, { ...BANNED, access: 'explicit-deny' }] });
});
afterAll(() => stack?.stop());

interface Sent {
  readonly as?: Credentials;
  readonly options?: SigningOptions;
  /** Changes the request after it was signed. */
  readonly tamper?: (request: Unsigned & { headers: Record<string, string> }) => Partial<Unsigned>;
}

/** Sends a signed call byte for byte as given: `fetch` would correct the host and refuse some headers. */
async function send({ as = stack.identities.allowed, options = {}, tamper = () => ({}) }: Sent) {
  const unsigned = {
    method: 'POST',
    url: `${stack.endpoint}/tools/query_athena?trace=on`,
    headers: { 'content-type': 'application/json' },
    body: '{"query":"SELECT 1 AS one"}',
  };
  const signed = { ...unsigned, headers: await sign(unsigned, as, options) };
  const { method, url, headers, body } = { ...signed, ...tamper(signed) };
  return new Promise<{ status: number; errorType: string | undefined; body: string; date: string }>(
    (resolve, reject) => {
      const outgoing = request(url, {
        method,
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      });
      outgoing.on('error', reject);
      outgoing.on('response', async (response) => {
        let text = '';
        for await (const chunk of response.setEncoding('utf8')) text += chunk;
        resolve({
          status: response.statusCode ?? 0,
          errorType: response.headers['x-amzn-errortype'] as string | undefined,
          body: text,
          date: response.headers.date ?? '',
        });
      });
      outgoing.end(body);
    },
  );
}

const without = (headers: Record<string, string>, name: string) =>
  Object.fromEntries(Object.entries(headers).filter(([header]) => header !== name));
const MISMATCH =
  /^\{"message":"The request signature we calculated does not match the signature you provided\./;

describe('the endpoint', () => {
  it('answers a signed request, also with session credentials', async () => {
    expect(await send({})).toMatchObject({ status: 200, body: expect.stringContaining('"one":1') });
    expect(await send({ as: SESSION })).toMatchObject({ status: 200 });
  });

  it('answers a presigned request', async () => {
    const response = await fetch(await presign(`${stack.endpoint}/tools`, stack.identities.allowed, 60));
    expect(response.status).toBe(200);
  });

  it.each<[string, Sent['tamper']]>([
    ['body', () => ({ body: '{"query":"SELECT 2 AS one"}' })],
    ['method', () => ({ method: 'PUT' })],
    ['path', ({ url }) => ({ url: url.replace('query_athena', 'get_case_summary') })],
    ['query', ({ url }) => ({ url: url.replace('trace=on', 'trace=off') })],
    ['header', ({ headers }) => ({ headers: { ...headers, 'content-type': 'text/plain' } })],
    ['host', ({ headers }) => ({ headers: { ...headers, host: 'elsewhere.example' } })],
    [
      'signature',
      ({ headers }) => ({
        headers: {
          ...headers,
          authorization: headers.authorization!.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')),
        },
      }),
    ],
  ])('refuses a request whose %s changed after signing', async (_, tamper) => {
    const refused = await send({ tamper: tamper! });
    expect(refused).toMatchObject({ status: 403, errorType: 'InvalidSignatureException' });
    expect(refused.body).toMatch(MISMATCH);
  });

  it('refuses a wrong secret key', async () => {
    const refused = await send({ as: { ...stack.identities.allowed, secretAccessKey: 'wrong' } });
    expect(refused).toMatchObject({ status: 403, errorType: 'InvalidSignatureException' });
    expect(refused.body).toMatch(MISMATCH);
  });

  it.each<[string, () => Sent, string, string]>([
    [
      'no signature',
      () => ({ tamper: ({ headers }) => ({ headers: without(headers, 'authorization') }) }),
      'MissingAuthenticationTokenException',
      '{"message":"Missing Authentication Token"}',
    ],
    [
      'an unknown access key',
      () => ({ as: { accessKeyId: 'NOBODY', secretAccessKey: 'x' } }),
      'UnrecognizedClientException',
      '{"message":"The security token included in the request is invalid."}',
    ],
    [
      'an unknown session token',
      () => ({ as: { ...SESSION, sessionToken: 'another' } }),
      'UnrecognizedClientException',
      '{"message":"The security token included in the request is invalid."}',
    ],
    [
      'an expired session token',
      () => ({ as: EXPIRED }),
      'ExpiredTokenException',
      '{"message":"The security token included in the request is expired"}',
    ],
    [
      'a signature for another region',
      () => ({ options: { region: 'eu-central-1' } }),
      'InvalidSignatureException',
      `{"message":"Credential should be scoped to a valid region, not 'eu-central-1'. "}`,
    ],
    [
      'a signature for another service',
      () => ({ options: { service: 'lambda' } }),
      'InvalidSignatureException',
      `{"message":"Credential should be scoped to correct service: 'execute-api'. "}`,
    ],
    [
      'a caller whom no policy allows',
      () => ({ as: stack.identities.denied }),
      'AccessDeniedException',
      '{"Message":"User: arn:aws:iam::123456789012:user/denied is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:us-east-1:********9012:localapi01/prod/POST/tools/query_athena"}',
    ],
    [
      'a caller whom a policy denies',
      () => ({ as: BANNED }),
      'AccessDeniedException',
      '{"Message":"User: arn:aws:iam::123456789012:user/banned is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:us-east-1:********9012:localapi01/prod/POST/tools/query_athena with an explicit deny"}',
    ],
  ])('refuses %s', async (_, sent, errorType, body) => {
    expect(await send(sent())).toMatchObject({ status: 403, errorType, body });
  });

  it.each([
    [
      'behind',
      -6,
      /^\{"message":"Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 5 min\.\)"\}$/,
    ],
    [
      'ahead',
      6,
      /^\{"message":"Signature not yet current: \d{8}T\d{6}Z is still later than \d{8}T\d{6}Z \(\d{8}T\d{6}Z \+ 5 min\.\)"\}$/,
    ],
  ])('refuses a clock that is over 5 minutes %s, and tells its own time', async (_, minutes, message) => {
    const refused = await send({ options: { date: new Date(Date.now() + minutes * 60_000) } });
    expect(refused).toMatchObject({ status: 403, errorType: 'InvalidSignatureException' });
    expect(refused.body).toMatch(message);
    expect(Math.abs(Date.parse(refused.date) - Date.now())).toBeLessThan(60_000);
  });

  it('writes each refusal to the access log, and none of them to the function', async () => {
    await send({ as: EXPIRED });
    await expect
      .poll(() => stack.accessLog().at(-1))
      .toMatchObject({ status: 403, errorType: 'EXPIRED_TOKEN', resourcePath: '/tools/{name}', caller: '-' });
  });
});

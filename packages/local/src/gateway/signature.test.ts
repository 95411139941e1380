import { presign, type SigningOptions, sign, type Unsigned } from '@case-insights/testing/sign';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headerValue, sha256, type WireRequest } from './canonical-request.ts';
import type { Identity } from './identity.ts';
import { Refusal } from './refusal.ts';
import { verifySignature } from './signature.ts';

const NOW = Date.parse('2025-08-01T12:00:00Z');
const ORIGIN = 'http://127.0.0.1:4000';
const USER: Identity = {
  accessKeyId: 'KEYOFAUSER',
  secretAccessKey: 'a secret/with+signs',
  arn: 'arn:aws:iam::123456789012:user/someone',
  access: 'allow',
};
const SESSION: Identity = {
  accessKeyId: 'KEYOFASESSION',
  secretAccessKey: 'another',
  sessionToken: 'token-of-a-session',
  expiresAt: '2025-08-01T13:00:00Z',
  arn: 'arn:aws:sts::123456789012:assumed-role/analyst/ann',
  access: 'allow',
};
const IDENTITIES = [USER, SESSION];
/** Of no bytes. */
const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
/** The SDK's signer collects parameters in a plain object, which loses one of this name. */
const UNSIGNABLE = '__proto__';
const REQUEST: Unsigned = {
  method: 'POST',
  url: `${ORIGIN}/prod/mcp?b=2&a=x%20y&a=1`,
  headers: { 'content-type': 'application/json', 'x-amz-meta': 'one   two' },
  body: '{"jsonrpc":"2.0"}',
};

async function wire(
  unsigned: Unsigned,
  identity: Pick<Identity, 'accessKeyId' | 'secretAccessKey' | 'sessionToken'> = USER,
  options: SigningOptions = {},
): Promise<WireRequest> {
  const headers = await sign(unsigned, identity, { date: new Date(NOW), ...options });
  const { pathname, search } = new URL(unsigned.url);
  return {
    method: unsigned.method,
    target: pathname + search,
    rawHeaders: Object.entries(headers).flat(),
    body: Buffer.from(unsigned.body ?? ''),
  };
}

function verify(request: WireRequest, now = NOW): Identity {
  return verifySignature(request, { region: 'us-east-1', identities: IDENTITIES, now: () => now });
}

function refusalOf(request: WireRequest, now = NOW): Refusal {
  try {
    verify(request, now);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('the request was accepted');
}

const withHeader = (request: WireRequest, name: string, value: string | undefined): WireRequest => ({
  ...request,
  rawHeaders: request.rawHeaders
    .flatMap((text, index, all) => (index % 2 === 0 ? [[text, all[index + 1] ?? '']] : []))
    .filter(([header]) => header?.toLowerCase() !== name)
    .concat(value === undefined ? [] : [[name, value]])
    .flat(),
});

describe('verifySignature', () => {
  it('says who signed', async () => {
    expect(verify(await wire(REQUEST))).toBe(USER);
    expect(verify(await wire(REQUEST, SESSION))).toBe(SESSION);
  });

  it.each([
    ['an encoded path', `${ORIGIN}/prod/tools/a%20b%2Fc`],
    ['a path outside ASCII', `${ORIGIN}/prod/%E3%81%82/%C3%BC`],
    ['reserved characters in the query', `${ORIGIN}/prod/?q=a%2Bb%26c%3Dd!*'()&empty=&é=ü`],
    ['a slash at the end', `${ORIGIN}/prod/`],
  ])('accepts %s', async (_, url) => {
    expect(verify(await wire({ method: 'GET', url }))).toBe(USER);
  });

  it('accepts whatever path and query the SDK signs', async () => {
    const text = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
      .filter((value) => !/^\.+$/.test(value));
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { maxLength: 4 }),
        fc.array(
          fc.tuple(
            text.filter((name) => name !== UNSIGNABLE),
            text,
          ),
          { maxLength: 4 },
        ),
        async (path, query) => {
          const url = new URL(`${ORIGIN}/prod/${path.map(encodeURIComponent).join('/')}`);
          url.search = query
            .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
            .join('&');
          expect(verify(await wire({ method: 'GET', url: url.href }))).toBe(USER);
        },
      ),
    );
  });

  it('reads a parameter named __proto__ as any other, which the SDK leaves out of what it signs', async () => {
    const refusal = refusalOf(await wire({ method: 'GET', url: `${ORIGIN}/prod/?${UNSIGNABLE}=%20` }));
    expect(refusal.errorType).toBe('InvalidSignatureException');
    expect(refusal.message).toContain(`'GET\n/prod/\n${UNSIGNABLE}=%20\nhost:`);
  });

  it.each<[string, (request: WireRequest) => WireRequest]>([
    ['body', (request) => ({ ...request, body: Buffer.from('{"jsonrpc":"2.1"}') })],
    ['method', (request) => ({ ...request, method: 'PUT' })],
    ['path', (request) => ({ ...request, target: request.target.replace('/mcp', '/tools') })],
    ['query', (request) => ({ ...request, target: request.target.replace('b=2', 'b=3') })],
    ['added parameter', (request) => ({ ...request, target: `${request.target}&c=1` })],
    ['signed header', (request) => withHeader(request, 'content-type', 'text/plain')],
    ['removed header', (request) => withHeader(request, 'x-amz-meta', undefined)],
    ['host', (request) => withHeader(request, 'host', 'elsewhere')],
    [
      'hash that the sender claims',
      (request) => withHeader(request, 'x-amz-content-sha256', 'UNSIGNED-PAYLOAD'),
    ],
  ])('refuses a tampered request: %s', async (_, tamper) => {
    const refusal = refusalOf(tamper(await wire(REQUEST)));
    expect(refusal.status).toBe(403);
    expect(refusal.errorType).toBe('InvalidSignatureException');
    expect(refusal.message).toMatch(
      /^The request signature we calculated does not match the signature you provided\./,
    );
  });

  it.each<[string, (signature: string) => string]>([
    ['is cut short', (signature) => signature.slice(0, -2)],
    ['is a single digit', (signature) => signature.slice(0, 1)],
    ['goes on with more digits', (signature) => `${signature}00`],
    ['goes on with other letters', (signature) => `${signature}zz`],
    ['is written in capital letters', (signature) => signature.toUpperCase()],
    ['is no number at all', () => 'z'.repeat(64)],
    ['has characters of two bytes', (signature) => `${signature.slice(0, -2)}é`],
  ])('refuses a signature that %s', async (_, change) => {
    const request = await wire(REQUEST);
    const authorization = headerValue(request.rawHeaders, 'authorization') ?? '';
    const changed = authorization.replace(/(?<=Signature=)[0-9a-f]{64}$/, (signature) => change(signature));
    expect(changed).not.toBe(authorization);
    const refusal = refusalOf(withHeader(request, 'authorization', changed));
    expect(refusal.errorType).toBe('InvalidSignatureException');
    expect(refusal.message).toMatch(
      /^The request signature we calculated does not match the signature you provided\./,
    );
  });

  it('shows what should have been signed, as API Gateway does', async () => {
    const signed = await wire({ method: 'GET', url: `${ORIGIN}/prod/tools` });
    const refusal = refusalOf({ ...signed, method: 'DELETE' });
    const canonical = [
      'DELETE',
      '/prod/tools',
      '',
      'host:127.0.0.1:4000',
      `x-amz-content-sha256:${EMPTY_SHA256}`,
      'x-amz-date:20250801T120000Z',
      '',
      'host;x-amz-content-sha256;x-amz-date',
      EMPTY_SHA256,
    ].join('\n');
    const stringToSign = [
      'AWS4-HMAC-SHA256',
      '20250801T120000Z',
      '20250801/us-east-1/execute-api/aws4_request',
      sha256(canonical),
    ].join('\n');
    expect(refusal.message).toBe(
      'The request signature we calculated does not match the signature you provided. ' +
        'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.\n\n' +
        `The Canonical String for this request should have been\n'${canonical}'\n\n` +
        `The String-to-Sign should have been\n'${stringToSign}'\n`,
    );
  });

  it('refuses a wrong secret key, and shows neither key', async () => {
    const refusal = refusalOf(await wire(REQUEST, { ...USER, secretAccessKey: 'not the key' }));
    expect(refusal.errorType).toBe('InvalidSignatureException');
    expect(refusal.message).not.toContain(USER.secretAccessKey);
    expect(refusal.message).not.toContain('not the key');
  });

  it('refuses an unknown access key', async () => {
    const refusal = refusalOf(await wire(REQUEST, { ...USER, accessKeyId: 'NOBODYSKEY' }));
    expect(refusal.errorType).toBe('UnrecognizedClientException');
    expect(refusal.message).toBe('The security token included in the request is invalid.');
  });

  it.each([
    ['missing', { ...SESSION, sessionToken: undefined }],
    ['wrong', { ...SESSION, sessionToken: 'another' }],
    ['given where none belongs', { ...USER, sessionToken: 'another' }],
  ])('refuses a session token that is %s', async (_, identity) => {
    expect(refusalOf(await wire(REQUEST, identity)).errorType).toBe('UnrecognizedClientException');
  });

  it('refuses an expired session', async () => {
    const later = Date.parse('2025-08-01T13:00:00Z');
    const refusal = refusalOf(await wire(REQUEST, SESSION, { date: new Date(later) }), later);
    expect(refusal.errorType).toBe('ExpiredTokenException');
    expect(refusal.message).toBe('The security token included in the request is expired');
  });

  it.each<[string, SigningOptions, string]>([
    ['region', { region: 'eu-west-1' }, "Credential should be scoped to a valid region, not 'eu-west-1'. "],
    ['service', { service: 's3' }, "Credential should be scoped to correct service: 'execute-api'. "],
  ])('refuses a signature for another %s', async (_, options, message) => {
    const refusal = refusalOf(await wire(REQUEST, USER, options));
    expect(refusal.errorType).toBe('InvalidSignatureException');
    expect(refusal.message).toBe(message);
  });

  it('says of region, service and date at once what is wrong with the scope', async () => {
    const request = await wire(REQUEST, USER, { region: 'eu-west-1', service: 's3' });
    const refusal = refusalOf(withHeader(request, 'x-amz-date', '20250802T120000Z'));
    expect(refusal.errorType).toBe('InvalidSignatureException');
    expect(refusal.message).toBe(
      "Credential should be scoped to a valid region, not 'eu-west-1'. " +
        "Credential should be scoped to correct service: 'execute-api'. " +
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20250801' != '20250802', from '20250802T120000Z'.",
    );
  });

  it.each([
    '20250801',
    '20250801T120000',
    '20250801T12000Z',
    '20250801T120000Z ago',
    '20250801 20250801T120000Z',
  ])('refuses the time "%s", which is not in the basic format', async (timestamp) => {
    const refusal = refusalOf(withHeader(await wire(REQUEST), 'x-amz-date', timestamp));
    expect(refusal.errorType).toBe('IncompleteSignatureException');
    expect(refusal.message).toBe(`Date must be in ISO-8601 'basic format'. Got '${timestamp}'.`);
  });

  it('refuses a time that no clock shows', async () => {
    const refusal = refusalOf(withHeader(await wire(REQUEST), 'x-amz-date', '20250801T250000Z'));
    expect(refusal.errorType).toBe('InvalidSignatureException');
    expect(refusal.message).toBe(
      'Signature expired: 20250801T250000Z is now earlier than 20250801T115500Z (20250801T120000Z - 5 min.)',
    );
  });

  it('refuses a presigned request whose lifetime is no number', async () => {
    const { pathname, search, host } = new URL(
      await presign(`${ORIGIN}/prod/tools`, SESSION, 60, new Date(NOW)),
    );
    const refusal = refusalOf({
      method: 'GET',
      target: pathname + search.replace('X-Amz-Expires=60', 'X-Amz-Expires=long'),
      rawHeaders: ['host', host],
      body: Buffer.alloc(0),
    });
    expect(refusal.message).toMatch(/^Signature expired/);
  });

  it.each([-300, 300])('accepts a clock that is %d s off', async (seconds) => {
    expect(verify(await wire(REQUEST, USER, { date: new Date(NOW + seconds * 1000) }))).toBe(USER);
  });

  it.each([
    [
      -301,
      'Signature expired: 20250801T115459Z is now earlier than 20250801T115500Z (20250801T120000Z - 5 min.)',
    ],
    [
      301,
      'Signature not yet current: 20250801T120501Z is still later than 20250801T120500Z (20250801T120000Z + 5 min.)',
    ],
  ])('refuses a clock that is %d s off', async (seconds, message) => {
    const refusal = refusalOf(await wire(REQUEST, USER, { date: new Date(NOW + seconds * 1000) }));
    expect(refusal.errorType).toBe('InvalidSignatureException');
    expect(refusal.message).toBe(message);
  });

  it('refuses a request without a signature', () => {
    const refusal = refusalOf({
      method: 'GET',
      target: '/prod/',
      rawHeaders: ['host', 'x'],
      body: Buffer.alloc(0),
    });
    expect(refusal.errorType).toBe('MissingAuthenticationTokenException');
    expect(refusal.body).toBe('{"message":"Missing Authentication Token"}');
  });

  it.each([
    ['Bearer abc', /^Invalid key=value pair \(missing equal-sign\) in Authorization header \(hashed/],
    [
      'AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request',
      /requires 'Signature' parameter\..*requires 'SignedHeaders'/,
    ],
    ['AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=1', /5 slash-delimited elements/],
  ])('refuses the incomplete header "%s"', async (authorization, message) => {
    const refusal = refusalOf(withHeader(await wire(REQUEST), 'authorization', authorization));
    expect(refusal.errorType).toBe('IncompleteSignatureException');
    expect(refusal.message).toMatch(message);
    expect(refusal.message).not.toContain('abc');
  });

  it('refuses a signature that leaves out the host', async () => {
    const request = await wire(REQUEST);
    const authorization = request.rawHeaders[request.rawHeaders.indexOf('authorization') + 1] ?? '';
    const without = authorization.replace(';host', '');
    expect(without).not.toBe(authorization);
    expect(refusalOf(withHeader(request, 'authorization', without)).message).toMatch(
      /'Host'.*must be a 'SignedHeader'/,
    );
  });

  it('accepts a presigned request until it expires', async () => {
    const { pathname, search, host } = new URL(
      await presign(`${ORIGIN}/prod/tools`, SESSION, 60, new Date(NOW)),
    );
    const request = {
      method: 'GET',
      target: pathname + search,
      rawHeaders: ['host', host],
      body: Buffer.alloc(0),
    };
    expect(verify(request, NOW + 60_000)).toBe(SESSION);
    expect(refusalOf(request, NOW + 61_000).message).toMatch(/^Signature expired/);
    expect(refusalOf({ ...request, target: request.target.replace('/tools', '/mcp') }).errorType).toBe(
      'InvalidSignatureException',
    );
  });
});

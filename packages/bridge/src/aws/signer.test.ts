import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { NodeSha256, Signer } from './signer.ts';

const SCOPE = { service: 'execute-api', region: 'eu-west-1' };
const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const DATE = new Date('2026-11-23T01:02:03Z');

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** The signature of a canonical request, by the steps of "Create a signed AWS API request" in the IAM User Guide. */
function signatureOf(canonicalRequest: string): string {
  const scope = '20261123/eu-west-1/execute-api/aws4_request';
  const toSign = `AWS4-HMAC-SHA256\n20261123T010203Z\n${scope}\n${sha256(canonicalRequest)}`;
  const key = ['20261123', 'eu-west-1', 'execute-api', 'aws4_request'].reduce<string | Buffer>(
    hmac,
    `AWS4${SECRET}`,
  );
  return hmac(key, toSign).toString('hex');
}

function sign(request: Partial<Parameters<Signer['sign']>[0]>, sessionToken?: string) {
  const identity = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: SECRET };
  const signer = new Signer(sessionToken === undefined ? identity : { ...identity, sessionToken }, SCOPE);
  const url = new URL('https://abc.execute-api.eu-west-1.amazonaws.com/prod/mcp');
  return signer.sign({ method: 'POST', url, headers: {}, body: undefined, ...request }, DATE);
}

describe('Signer', () => {
  it('signs body, content type and token, and returns the headers to send', async () => {
    const body = '{"text":"ü"}';
    const canonical = [
      'POST',
      '/prod/mcp',
      '',
      'content-type:application/json',
      'host:abc.execute-api.eu-west-1.amazonaws.com',
      `x-amz-content-sha256:${sha256(body)}`,
      'x-amz-date:20261123T010203Z',
      'x-amz-security-token:token',
      '',
      'content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token',
      sha256(body),
    ].join('\n');
    expect(await sign({ headers: { 'content-type': 'application/json' }, body }, 'token')).toEqual({
      'content-type': 'application/json',
      host: 'abc.execute-api.eu-west-1.amazonaws.com',
      'x-amz-content-sha256': sha256(body),
      'x-amz-date': '20261123T010203Z',
      'x-amz-security-token': 'token',
      authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261123/eu-west-1/execute-api/aws4_request, SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token, Signature=${signatureOf(canonical)}`,
    });
  });

  it('signs a request without a body, its port and its query, sorted and repeated as it was given', async () => {
    const canonical = [
      'GET',
      '/mcp',
      'a=2&a=3&b=x%20y%2F',
      'host:localhost:8443',
      `x-amz-content-sha256:${sha256('')}`,
      'x-amz-date:20261123T010203Z',
      '',
      'host;x-amz-content-sha256;x-amz-date',
      sha256(''),
    ].join('\n');
    const url = new URL('https://localhost:8443/mcp?b=x%20y%2F&a=2&a=3');
    const { authorization } = await sign({ method: 'GET', url });
    expect(authorization).toMatch(new RegExp(`Signature=${signatureOf(canonical)}$`));
  });

  it('signs each request anew with one signer', async () => {
    const identity = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: SECRET };
    const signer = new Signer(identity, SCOPE);
    const request = { method: 'POST', url: new URL('https://a.b/'), headers: {}, body: 'one' };
    const first = await signer.sign(request, DATE);
    const second = await signer.sign({ ...request, body: 'two' }, DATE);
    expect(second.authorization).not.toBe(first.authorization);
    expect(await signer.sign(request, DATE)).toEqual(first);
  });
});

describe('NodeSha256', () => {
  const text = (piece: string) => new TextEncoder().encode(piece);
  const hex = async (checksum: NodeSha256) => Buffer.from(await checksum.digest()).toString('hex');

  it('takes its input in any number of pieces', async () => {
    const checksum = new NodeSha256();
    for (const piece of ['one, ', 'two, ', 'three']) checksum.update(text(piece));
    expect(await hex(checksum)).toBe(sha256('one, two, three'));
    expect(await hex(new NodeSha256())).toBe(sha256(''));
  });

  it('starts over when it is reset, with the same secret', async () => {
    const checksum = new NodeSha256('secret');
    checksum.update(text('one'));
    checksum.reset();
    checksum.update(text('two'));
    expect(await hex(checksum)).toBe(hmac('secret', 'two').toString('hex'));
  });

  it.each([
    ['text', 'secret'],
    ['bytes', text('secret')],
    ['a part of a buffer', new Uint8Array(text('a secret key').buffer, 2, 6)],
    ['a whole buffer', text('secret').buffer],
  ])('signs with a secret given as %s', async (_, secret) => {
    const checksum = new NodeSha256(secret);
    checksum.update(text('message'));
    expect(await hex(checksum)).toBe(hmac('secret', 'message').toString('hex'));
  });
});

import { createHmac, timingSafeEqual } from 'node:crypto';
import { basicTimestamp, type Claim, readAuthorization } from './authorization.ts';
import { canonicalRequest, sha256, type WireRequest } from './canonical-request.ts';
import type { Identity } from './identity.ts';
import { expiredToken, incompleteSignature, invalidSignature, unknownToken } from './refusal.ts';

/** Signature Version 4 accepts clocks that differ by five minutes. */
const MAX_SKEW_MS = 5 * 60_000;

export interface VerifierOptions {
  readonly region: string;
  readonly identities: readonly Identity[];
  /** The current time in ms since 1970. */
  readonly now: () => number;
}

/**
 * Verifies Signature Version 4 for `execute-api` and returns who signed. Throws a Refusal with API Gateway's message.
 * Credentials are checked first, then scope, then time, then the signature itself.
 */
export function verifySignature(request: WireRequest, options: VerifierOptions): Identity {
  const claim = readAuthorization(request);
  const now = options.now();
  const identity = identify(claim, options.identities, now);
  checkScope(claim, options.region);
  checkTime(claim, now);
  checkSignature(request, claim, identity);
  return identity;
}

function identify(claim: Claim, identities: readonly Identity[], now: number): Identity {
  const identity = identities.find(({ accessKeyId }) => accessKeyId === claim.accessKeyId);
  if (identity === undefined || identity.sessionToken !== claim.sessionToken) throw unknownToken();
  if (identity.expiresAt !== undefined && Date.parse(identity.expiresAt) <= now) throw expiredToken();
  return identity;
}

function checkScope({ scope, timestamp }: Claim, region: string): void {
  const wrong: string[] = [];
  if (scope.region !== region)
    wrong.push(`Credential should be scoped to a valid region, not '${scope.region}'. `);
  if (scope.service !== 'execute-api')
    wrong.push("Credential should be scoped to correct service: 'execute-api'. ");
  if (!timestamp.startsWith(scope.date)) {
    wrong.push(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${scope.date}' != '${timestamp.slice(0, 8)}', from '${timestamp}'.`,
    );
  }
  if (wrong.length > 0) throw invalidSignature(wrong.join(''));
}

function checkTime({ timestamp, expiresSeconds }: Claim, now: number): void {
  const signed = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp);
  if (signed === null) {
    throw incompleteSignature(`Date must be in ISO-8601 'basic format'. Got '${timestamp}'.`);
  }
  const [, year, month, day, hour, minute, second] = signed;
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  const stamp = (time: number) => basicTimestamp(new Date(time));
  const window = expiresSeconds === undefined ? MAX_SKEW_MS : expiresSeconds * 1000;
  if (Number.isNaN(at + window) || at < now - window) {
    throw invalidSignature(
      `Signature expired: ${timestamp} is now earlier than ${stamp(now - MAX_SKEW_MS)} (${stamp(now)} - 5 min.)`,
    );
  }
  if (at > now + MAX_SKEW_MS) {
    throw invalidSignature(
      `Signature not yet current: ${timestamp} is still later than ${stamp(now + MAX_SKEW_MS)} (${stamp(now)} + 5 min.)`,
    );
  }
}

function checkSignature(request: WireRequest, claim: Claim, identity: Identity): void {
  if (!claim.signedHeaders.includes('host')) {
    throw invalidSignature("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  }
  const { date, region, service } = claim.scope;
  const canonical = canonicalRequest(request, claim.signedHeaders);
  const scope = `${date}/${region}/${service}/aws4_request`;
  const stringToSign = `AWS4-HMAC-SHA256\n${claim.timestamp}\n${scope}\n${sha256(canonical)}`;
  const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => hmac(secret, part),
    `AWS4${identity.secretAccessKey}`,
  );
  // Compared as text: reading the given one as hexadecimal would drop what follows the digits.
  const expected = Buffer.from(hmac(key, stringToSign).toString('hex'));
  const given = Buffer.from(claim.signature);
  if (given.length === expected.length && timingSafeEqual(given, expected)) return;
  throw invalidSignature(
    'The request signature we calculated does not match the signature you provided. ' +
      'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.\n\n' +
      `The Canonical String for this request should have been\n'${canonical}'\n\n` +
      `The String-to-Sign should have been\n'${stringToSign}'\n`,
  );
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

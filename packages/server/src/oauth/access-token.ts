import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { WebAccess } from '../config/web-access.ts';
import { issuerKeys } from './issuer-keys.ts';
import { IssuerUnavailable, ScopeMissing, TokenRefused } from './refusals.ts';

/** Who sent a request, by an access token that was verified. */
export interface TokenCaller {
  /** `oidc:<issuer host>#<subject>` */
  readonly id: string;
  readonly groups: readonly string[];
}

/** Throws TokenRefused, IssuerUnavailable where it cannot be known whether a token is valid, or an error that nobody foresaw. */
export type VerifyToken = (token: string) => Promise<TokenCaller>;

/** Signatures that only the issuer can make: none with a shared secret, and none at all. */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

/** What an access token calls itself (RFC 9068); most providers say JWT or nothing. */
const TYPES = new Set(['jwt', 'at+jwt', 'application/at+jwt']);

/** Differences between the issuer's clock and this one, in seconds. */
const CLOCK_SECONDS = 60;

/**
 * A subject as OpenID Connect allows it, less the quote and backslash of the access log's JSON, and less `*` and `?`: messages
 * name a caller for whoever writes the access policy, where these would make others of the caller.
 */
const SUBJECT = /^[\x20\x21\x23-\x29\x2b-\x3e\x40-\x5b\x5d-\x7e]{1,255}$/;

/**
 * Verifies access tokens: of the issuer, meant for this server, in force, with every scope that is needed. Keys come from
 * the issuer alone, never from a token.
 */
export function accessTokens(web: WebAccess, keys: JWTVerifyGetKey = issuerKeys(web.issuer)): VerifyToken {
  return async (token) => {
    const claims = await verifiedClaims(token, web, keys);
    if (!isForThisServer(claims, web)) {
      throw new TokenRefused('invalid_token', 'The access token is meant for another server.');
    }
    if (claims.token_use === 'id' || claims.cnf !== undefined) {
      throw new TokenRefused('invalid_token', 'The token is not an access token for any bearer.');
    }
    if (typeof claims.sub !== 'string' || !SUBJECT.test(claims.sub)) {
      throw new TokenRefused('invalid_token', 'The access token names no subject that can be used.');
    }
    const id = `oidc:${web.issuerHost}#${claims.sub}`;
    const scopes = new Set([...words(claims.scope), ...words(claims.scp)]);
    if (!web.scope.every((scope) => scopes.has(scope))) throw new ScopeMissing(id);
    return { id, groups: texts(claimAt(claims, web.groupsClaim)) };
  };
}

/** The claims of a token whose signature, type, issuer and times are right. */
async function verifiedClaims(token: string, web: WebAccess, keys: JWTVerifyGetKey): Promise<JWTPayload> {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      issuer: web.issuer,
      algorithms: ALGORITHMS,
      clockTolerance: CLOCK_SECONDS,
      requiredClaims: ['exp', 'sub'],
    });
    const { typ } = protectedHeader;
    if (typ === undefined || TYPES.has(String(typ).toLowerCase())) return payload;
  } catch (error) {
    if (isFaultOfKey(error)) {
      throw new IssuerUnavailable('The keys of the issuer cannot be used.', { cause: error });
    }
    if (!(error instanceof errors.JOSEError)) throw error;
    if (error instanceof errors.JWTExpired) {
      throw new TokenRefused('invalid_token', 'The access token has expired.');
    }
    if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf') {
      throw new TokenRefused('invalid_token', 'The access token is not valid yet.');
    }
  }
  throw new TokenRefused(
    'invalid_token',
    'The access token is not one of the issuer that this server trusts.',
  );
}

/** Whether jose or WebCrypto refuses a key, such as one that is too short: a fault of what the issuer publishes, not of a token. */
function isFaultOfKey(error: unknown): boolean {
  return error instanceof TypeError || error instanceof DOMException || error instanceof errors.JWKInvalid;
}

function isForThisServer({ aud, client_id: clientId }: JWTPayload, web: WebAccess): boolean {
  if (aud !== undefined) return [aud].flat().some((one) => web.audience.includes(one));
  return typeof clientId === 'string' && web.clientIds.includes(clientId);
}

/** The claim by this name, or at this path where no claim has the whole of it as its name. */
function claimAt(claims: JWTPayload, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  let value: unknown = claims;
  for (const part of name.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.entries(value).find(([key]) => key === part)?.[1];
  }
  return value;
}

function texts(value: unknown): readonly string[] {
  return [value].flat().filter((one) => typeof one === 'string');
}

/** The scopes of a claim: a list, or words in one text. */
function words(value: unknown): readonly string[] {
  return texts(value).flatMap((text) => text.split(' '));
}

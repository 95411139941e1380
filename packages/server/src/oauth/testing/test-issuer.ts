import {
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTHeaderParameters,
  SignJWT,
} from 'jose';
import { readWebAccess, type WebAccess } from '../../config/web-access.ts';
import { accessTokens, type VerifyToken } from '../access-token.ts';
import type { Fetch } from '../issuer-keys.ts';

export const ISSUER = 'https://login.example.com/tenant';
export const URL_OF_API = 'https://abc123def4.execute-api.us-east-1.amazonaws.com/prod';
export const RESOURCE = `${URL_OF_API}/mcp`;

/** Settings as stage variables have them. */
export const SETTINGS = {
  url: URL_OF_API,
  issuer: ISSUER,
  scope: 'cases/read',
  client_ids: 'known-client',
} as const;

export const webOf = (change: Readonly<Record<string, string>> = {}): WebAccess =>
  readWebAccess({ ...SETTINGS, ...change });

/** Seconds since 1970, some seconds from now. */
export const inSeconds = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds;

/** An issuer of access tokens, and whatever else signs tokens. */
export interface TestIssuer {
  readonly publicKey: JWK;
  readonly keys: { readonly keys: readonly JWK[] };
  /** A token that lets in, but for what is changed; a claim of undefined is left out. */
  token(
    claims?: Readonly<Record<string, unknown>>,
    header?: Readonly<Record<string, unknown>>,
  ): Promise<string>;
  /** Verifies with the keys of this issuer, without asking for them. */
  verifier(change?: Readonly<Record<string, string>>): VerifyToken;
}

export async function testIssuer(issuer: string = ISSUER, kid = 'key-1', alg = 'ES256'): Promise<TestIssuer> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const jwk: JWK = { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' };
  const keys = { keys: [jwk] };
  return {
    publicKey: jwk,
    keys,
    token: (claims = {}, header = {}) => {
      const all = {
        iss: issuer,
        aud: RESOURCE,
        sub: 'ann',
        exp: inSeconds(300),
        scope: 'openid cases/read',
        groups: ['Payments'],
        ...claims,
      };
      const protectedHeader: JWTHeaderParameters = { alg, kid, ...header };
      return new SignJWT(all).setProtectedHeader(protectedHeader).sign(privateKey);
    },
    verifier: (change = {}) => accessTokens(webOf({ issuer, ...change }), createLocalJWKSet(keys)),
  };
}

/** The issuer's documents by their addresses, and what was asked for. A function stands for what happens instead. */
export function issuerSite(documents: Record<string, unknown>) {
  const requests: string[] = [];
  const fetch: Fetch = async (input) => {
    const address = String(input);
    requests.push(address);
    const document = documents[address];
    if (typeof document === 'function') return document();
    return document === undefined ? new Response('none', { status: 404 }) : Response.json(document);
  };
  return { documents, requests, fetch };
}

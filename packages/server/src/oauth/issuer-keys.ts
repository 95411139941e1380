import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import * as z from 'zod';
import { isSecureAddress } from '../config/web-access.ts';
import { IssuerUnavailable } from './refusals.ts';

export type Fetch = typeof globalThis.fetch;

/** How long keys are used before they are read again, in ms: a key that the issuer withdraws counts no longer than this. */
const KEPT_MS = 10 * 60_000;

/** A token with an unknown key has the keys read again, but not sooner than this after the last time, in ms. */
const REREAD_AFTER_MS = 30_000;

/** After a failure the issuer is left alone for this long, in ms. */
const RETRY_AFTER_MS = 5_000;

/** For the document and the keys together, in ms. */
const TIME_OUT_MS = 5_000;

/** Bytes of either; the largest of the common providers, Entra ID's keys, has 20 KB. */
const MOST_BYTES = 256 * 1_024;

const METADATA = z.object({ issuer: z.string(), jwks_uri: z.string() });
const KEYS = z.object({ keys: z.array(z.looseObject({})) });

/**
 * The public keys of an issuer, found through its metadata. Both are read together, so that keys may move; redirects are
 * not followed. Throws IssuerUnavailable.
 */
export function issuerKeys(issuer: string, fetch: Fetch = globalThis.fetch): JWTVerifyGetKey {
  let failedAt = Number.NEGATIVE_INFINITY;
  return createRemoteJWKSet(new URL(issuer), {
    cacheMaxAge: KEPT_MS,
    cooldownDuration: REREAD_AFTER_MS,
    timeoutDuration: TIME_OUT_MS,
    [customFetch]: async (_, { signal }) => {
      if (Date.now() - failedAt < RETRY_AFTER_MS) {
        throw new IssuerUnavailable('The keys of the issuer could not be read a moment ago.');
      }
      try {
        const get = (address: string) => getJson(fetch, address, signal);
        const keys = KEYS.safeParse(await get(keysAddress(issuer, await metadataOf(issuer, get))));
        if (keys.success) return Response.json(keys.data);
        throw new IssuerUnavailable('The keys of the issuer are no set of keys.');
      } catch (error) {
        failedAt = Date.now();
        throw error instanceof IssuerUnavailable
          ? error
          : new IssuerUnavailable('The issuer cannot be reached.', { cause: error });
      }
    },
  });
}

type Get = (address: string) => Promise<unknown>;

/** OpenID Connect's place for the metadata, or that of RFC 8414, which puts the issuer's path behind the well-known one. */
async function metadataOf(issuer: string, get: Get): Promise<unknown> {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  try {
    return await get(`${origin}${path}/.well-known/openid-configuration`);
  } catch (error) {
    if (!(error instanceof IssuerUnavailable)) throw error;
    return await get(`${origin}/.well-known/oauth-authorization-server${path}`);
  }
}

/** Metadata that names another issuer could be anybody's (RFC 8414, section 3.3). */
function keysAddress(issuer: string, metadata: unknown): string {
  const { success, data } = METADATA.safeParse(metadata);
  if (!success) throw new IssuerUnavailable('The metadata of the issuer names no issuer or no keys.');
  if (data.issuer !== issuer) throw new IssuerUnavailable('The metadata is that of another issuer.');
  if (!isSecureAddress(data.jwks_uri)) throw new IssuerUnavailable('The keys are at no https:// address.');
  return data.jwks_uri;
}

async function getJson(fetch: Fetch, address: string, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(address, {
    signal,
    redirect: 'manual',
    headers: { accept: 'application/json' },
  });
  if (response.status !== 200 || response.body === null) {
    throw new IssuerUnavailable(`The issuer answers with status ${response.status}.`);
  }
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body) {
    bytes += piece.byteLength;
    if (bytes > MOST_BYTES) throw new IssuerUnavailable('The issuer sends more than keys can have.');
    pieces.push(piece);
  }
  try {
    return JSON.parse(Buffer.concat(pieces).toString('utf8'));
  } catch (cause) {
    throw new IssuerUnavailable('The issuer sends no JSON.', { cause });
  }
}

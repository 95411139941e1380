import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { RequestListener, ServerResponse } from 'node:http';
import { type Configuration, errors, type JWK, Provider } from 'oidc-provider';
import { splitTarget } from '../gateway/canonical-request.ts';
import { type LoginOptions, logIn } from './login.ts';
import { memoryAdapters } from './memory-adapter.ts';

export interface AuthorizationServerOptions extends LoginOptions {
  /** The origin that it is served at. */
  readonly issuer: string;
  /** What its tokens are for: the first where a client names none. Each has the same scopes. */
  readonly resources: readonly [string, ...string[]];
  /** How long an access token is valid, s. */
  readonly accessTokenSeconds: number;
  /** Reads client ID metadata documents. */
  readonly fetch?: typeof fetch;
}

/**
 * An OAuth 2.1 authorization server: authorization code with PKCE, resource indicators, refresh tokens, clients by dynamic
 * registration or metadata document, and access tokens that are JWTs with the claim `groups`. Everything it knows is in
 * memory and new at each start. `PUT /local/clock/<seconds>` shifts the times in the tokens that it issues from then on.
 */
export function authorizationServer(options: AuthorizationServerOptions): RequestListener {
  const clock = { offsetSeconds: 0 };
  const provider = new Provider(options.issuer, configuration(options, clock));
  const serve = provider.callback();
  const { host } = new URL(options.issuer);

  return (request, response) => {
    const [pathname, query] = splitTarget(request.url ?? '/');
    const [, offset] = /^\/local\/clock\/(-?\d{1,9})$/.exec(pathname) ?? [];
    if (request.headers.host !== host) {
      // A name of the internet that resolves to loopback.
      answer(response, 403, `Open ${options.issuer} itself.`);
    } else if (request.method === 'PUT' && offset !== undefined) {
      clock.offsetSeconds = Number(offset);
      response.writeHead(204).end();
    } else if (pathname.startsWith(LOGIN)) {
      logIn(provider, options, request, response).catch((error: unknown) => {
        answer(response, 400, error instanceof Error ? error.message : String(error));
      });
    } else {
      // No session is continued, so that somebody can be another user and allow other scopes each time.
      if (pathname.startsWith(AUTHORIZE)) request.headers.cookie = withoutSession(request.headers.cookie);
      if (pathname === AUTHORIZE && !new URLSearchParams(query).has('scope')) {
        // Who asks for no scope asks for all (RFC 6749, section 3.3).
        request.url = `${AUTHORIZE}?${query}&scope=${encodeURIComponent(options.scopes.join(' '))}`;
      }
      void serve(request, response);
    }
  };
}

const AUTHORIZE = '/auth';
const LOGIN = '/login/';
/** How long somebody has for the login page, and how long what they allow can be refreshed, s. */
const INTERACTION_SECONDS = 3600;
const GRANT_SECONDS = 14 * 24 * 3600;

function configuration(options: AuthorizationServerOptions, clock: { offsetSeconds: number }): Configuration {
  const { resources, scopes, users, accessTokenSeconds } = options;
  const groupsOf = (name: unknown) => users.find((user) => user.name === name)?.groups ?? [];
  return {
    jwks: { keys: [signingKey()] },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    // Clients may name the scopes of a resource at their registration only if they are here too.
    scopes: ['openid', 'offline_access', ...scopes],
    responseTypes: ['code'],
    pkce: { required: () => true },
    adapter: memoryAdapters(),
    ttl: {
      AccessToken: accessTokenSeconds,
      Interaction: INTERACTION_SECONDS,
      Session: INTERACTION_SECONDS,
      Grant: GRANT_SECONDS,
      RefreshToken: GRANT_SECONDS,
    },
    clientBasedCORS: () => true,
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
    findAccount: (_, accountId) => ({ accountId, claims: async () => ({ sub: accountId }) }),
    extraTokenClaims: (_, token) =>
      'accountId' in token ? { groups: groupsOf(token.accountId) } : undefined,
    issueRefreshToken: async (_, client) => client.grantTypeAllowed('refresh_token'),
    formats: {
      customizers: {
        jwt: (_, __, { payload }) => {
          if (payload === undefined) return;
          for (const claim of ['iat', 'exp'] as const)
            payload[claim] = Number(payload[claim]) + clock.offsetSeconds;
        },
      },
    },
    interactions: {
      url: (_, { uid }) => LOGIN + uid,
    },
    features: {
      devInteractions: { enabled: false },
      registration: { enabled: true },
      revocation: { enabled: true },
      clientIdMetadataDocument: { enabled: true, ack: 'draft-02' },
      resourceIndicators: {
        enabled: true,
        defaultResource: (_, __, oneOf) => oneOf ?? resources[0],
        useGrantedResource: () => true,
        getResourceServerInfo: (_, resource) => {
          if (!resources.includes(resource)) throw new errors.InvalidTarget(`no such resource: ${resource}`);
          return {
            scope: scopes.join(' '),
            audience: resource,
            accessTokenTTL: accessTokenSeconds,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: 'ES256' } },
          };
        },
      },
    },
  };
}

function withoutSession(cookies = ''): string {
  return cookies
    .split('; ')
    .filter((cookie) => !cookie.startsWith('_session'))
    .join('; ');
}

function signingKey(): JWK {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' };
}

function answer(response: ServerResponse, status: number, sentence: string): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(sentence);
}

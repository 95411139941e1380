import * as z from 'zod';

/** Hosts of this machine, the only ones that may be reached without TLS: a local stack has no certificate. */
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether what is read from this address can be trusted to be its host's. */
export function isSecureAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname));
}

/** Characters of a quoted value in a header, without those that need an escape. */
const QUOTABLE = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

const address = z
  .string('is missing')
  .regex(QUOTABLE, 'is not an address')
  .refine(isSecureAddress, 'is not an https:// address')
  .refine((text) => !/[?#@]/.test(text), 'has a query, a fragment or a user');

/** Several values, separated by commas or, as OAuth writes scopes, by spaces. */
const several = z
  .string('is missing')
  .regex(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/, 'has a character that is not allowed')
  .transform((text) => text.split(/[ ,]+/).filter((item) => item !== ''));

/** Whether this is an origin as browsers send it: no path, lower case, no port that its scheme implies, no wildcard. */
function isOrigin(text: string): boolean {
  return isSecureAddress(text) && new URL(text).origin === text && !text.includes('*');
}

/**
 * The settings of the API for assistants on the web, as the add-on `web` hands them over: as stage variables of that API,
 * which the function and the authorizer get with each request. All are text.
 */
const WEB_ACCESS = z
  .object({
    /** The API's public address with stage or base path, such as `https://abc.execute-api.us-east-1.amazonaws.com/prod`. */
    url: address.transform((text) => text.replace(/\/+$/, '')),
    /** The authorization server, exactly as its tokens name it in `iss`. */
    issuer: address,
    /** What tokens for this server name in `aud`, any of them; the address of its MCP endpoint unless said. */
    audience: several.optional(),
    /** Clients whose tokens count although they have no `aud`, as Amazon Cognito's without resource binding. */
    client_ids: several.default([]),
    /** Scopes, all of which a token must have. */
    scope: several.refine((scopes) => scopes.length > 0, 'names no scope'),
    /** The scopes that clients ask for, where they are written otherwise than in the token, as with Entra ID. */
    request_scope: several.optional(),
    /** The claim that holds the caller's groups: its name, or a path with dots where no claim has that name. */
    groups_claim: z.string().default('groups'),
    /** Sites whose pages may call, beside this API's own. */
    origins: several
      .refine((origins) => origins.every(isOrigin), 'is not a list of origins such as https://claude.ai')
      .default([]),
  })
  .transform(({ url, issuer, audience, scope, origins, ...rest }) => ({
    url,
    issuer,
    /** Names the issuer in callers and policies. */
    issuerHost: new URL(issuer).host,
    /** The identifier of this server as a protected resource (RFC 9728), which clients name to the issuer (RFC 8707). */
    resource: `${url}/mcp`,
    audience: audience ?? [`${url}/mcp`],
    clientIds: rest.client_ids,
    scope,
    requestScope: rest.request_scope ?? scope,
    groupsClaim: rest.groups_claim,
    origins: [new URL(url).origin, ...origins],
  }));

const STAGE_VARIABLES = z
  .record(z.string(), z.unknown())
  .transform((settings) => Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== '')))
  .pipe(WEB_ACCESS);

/** The settings of the API for assistants on the web, validated. */
export type WebAccess = z.output<typeof WEB_ACCESS>;

/** Reads the settings; an empty text counts as absent. Throws an Error that names each one at fault, never its value. */
export function readWebAccess(settings: unknown): WebAccess {
  const result = STAGE_VARIABLES.safeParse(settings);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => `${path.join('.') || 'all'}: ${message}`);
  throw new Error(
    `The settings of the web API are not usable (${faults.join('; ')}): deploy the add-on web with others.`,
  );
}

import type { RequestContext, WebRequest } from '../call/request-context.ts';
import type { Tool } from '../call/tool.ts';
import type { ErrorBody } from '../http/errors.ts';
import { webOpenApi } from '../rest/openapi.ts';
import { challengeOf, METADATA_PATH, resourceMetadata } from './challenge.ts';
import { faultOf, OriginRefused, TokenRefused } from './refusals.ts';

/** The issuer is tried again after a few seconds. */
const RETRY_SECONDS = 10;

/**
 * What the API for assistants on the web answers before any route: documents that everybody may read, which hold nothing
 * of the deployment but the address of its issuer, and the refusal of a request without a valid token. Undefined where a
 * route is to answer: on the other API always.
 */
export function webAnswer(
  tools: readonly Tool[],
  context: RequestContext,
  request: Request,
): Response | undefined {
  const { web } = context;
  if (web === undefined) return undefined;
  const { pathname } = new URL(request.url);
  if (request.method === 'GET') {
    if (pathname === METADATA_PATH || pathname === `${METADATA_PATH}/mcp`) {
      // Clients that run in a browser begin here, whichever page they are on.
      const headers = { 'access-control-allow-origin': '*' };
      return Response.json(resourceMetadata(web.access), { headers });
    }
    if (pathname === '/openapi.json') return Response.json(webOpenApi(tools, web.access));
  }
  // Clients try several places there; that one is empty is no reason to ask for a token.
  if (pathname.startsWith('/.well-known/')) return undefined;
  return web.refusal === undefined ? undefined : refusal(web, context);
}

function refusal({ access, refusal: error }: WebRequest, { requestId, log }: RequestContext): Response {
  if (error instanceof OriginRefused) {
    log.info('web request refused', { reason: error.message });
    return answer(403, 'origin_not_allowed', error.message, requestId);
  }
  if (!(error instanceof TokenRefused)) {
    log.error('the keys of the issuer cannot be read', faultOf(error));
    const sentence =
      'The access token cannot be verified now, since its issuer cannot be reached; try again.';
    return answer(503, 'issuer_unavailable', sentence, requestId, { 'retry-after': String(RETRY_SECONDS) });
  }
  log.info('web request refused', { reason: error.message });
  const status = error.code === 'insufficient_scope' ? 403 : 401;
  const challenge = { 'www-authenticate': challengeOf(access, error) };
  return answer(status, error.code ?? 'unauthorized', error.message, requestId, challenge);
}

/** The form of every error on REST, with a code that no call has. */
type Refusal = Omit<ErrorBody, 'code'> & { readonly code: string };

function answer(
  status: number,
  code: string,
  sentence: string,
  requestId: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const body: Refusal = { error: sentence, code, details: [], request_id: requestId };
  return Response.json(body, { status, headers });
}

import { ISSUER_UNAVAILABLE } from '@case-insights/core/errors';
import type { RequestContext, WebRequest } from '../call/request-context.ts';
import type { Tool } from '../call/tool.ts';
import { restError, WEB_REFUSAL_STATUS, type WebRefusalBody } from '../http/errors.ts';
import { webOpenApi } from '../rest/openapi.ts';
import { challengeOf, METADATA_PATH, resourceMetadata } from './challenge.ts';
import { faultOf, IssuerUnavailable, OriginRefused, TokenRefused } from './refusals.ts';

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

function refusal({ access, refusal: error }: WebRequest, context: RequestContext): Response {
  const { requestId, log } = context;
  const answer = (
    code: keyof typeof WEB_REFUSAL_STATUS,
    sentence: string,
    headers: Readonly<Record<string, string>> = {},
  ) => {
    const body: WebRefusalBody = { error: sentence, code, details: [], request_id: requestId };
    return Response.json(body, { status: WEB_REFUSAL_STATUS[code], headers });
  };
  if (error instanceof IssuerUnavailable) {
    log.error('the keys of the issuer cannot be read', faultOf(error));
    return answer('issuer_unavailable', ISSUER_UNAVAILABLE, { 'retry-after': String(RETRY_SECONDS) });
  }
  if (error instanceof OriginRefused) {
    log.info('web request refused', { reason: error.message });
    return answer('origin_not_allowed', error.message);
  }
  if (error instanceof TokenRefused) {
    log.info('web request refused', { reason: error.message });
    const challenge = { 'www-authenticate': challengeOf(access, error) };
    return answer(error.code ?? 'unauthorized', error.message, challenge);
  }
  return restError(error, context);
}

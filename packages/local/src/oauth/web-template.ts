import { ISSUER_UNAVAILABLE } from '@case-insights/core/errors';
import type { GatewayResponses } from '../gateway/gateway.ts';
import type { Resource } from '../gateway/resource.ts';

/* What the template of the add-on `web` says of its API, as far as a client can see it; a test compares them. */

export const WEB_RESOURCES: readonly Resource[] = [
  { path: '/', id: 'wbroot' },
  { path: '/mcp', id: 'wbmcp0' },
  { path: '/tools', id: 'wbtool' },
  { path: '/tools/{name}', id: 'wbname' },
  { path: '/openapi.json', id: 'wbopen', open: true },
  { path: '/.well-known/{proxy+}', id: 'wbwell', open: true },
  { path: '/{proxy+}', id: 'wbprox' },
];

/** The gateway responses, for an API at this address whose clients ask for this scope. */
export function gatewayResponses(endpoint: string, scope: string): GatewayResponses {
  const needs = `resource_metadata="${endpoint}/.well-known/oauth-protected-resource/mcp", scope="${scope}"`;
  return {
    UNAUTHORIZED: {
      statusCode: 401,
      headers: [['WWW-Authenticate', `Bearer ${needs}`]],
      body: {
        code: 'unauthorized',
        error:
          'The request has no valid access token: sign in again, with the scope and the issuer that the header WWW-Authenticate leads to.',
      },
    },
    ACCESS_DENIED: {
      statusCode: 403,
      headers: [['WWW-Authenticate', `Bearer error="insufficient_scope", ${needs}`]],
      body: {
        code: 'insufficient_scope',
        error:
          'The access token lacks the scope that this API needs, or WebSourceCidrs keeps your address out: sign in again with the scope in the header WWW-Authenticate, or ask the operator.',
      },
    },
    MISSING_AUTHENTICATION_TOKEN: {
      statusCode: 404,
      body: { code: 'not_found', error: `There is no such path: MCP is at ${endpoint}/mcp.` },
    },
    AUTHORIZER_CONFIGURATION_ERROR: {
      statusCode: 503,
      headers: [['Retry-After', '10']],
      body: {
        code: 'issuer_unavailable',
        error: ISSUER_UNAVAILABLE,
      },
    },
  };
}

import type { OAuthProtectedResourceMetadata } from '@modelcontextprotocol/server';
import type { WebAccess } from '../config/web-access.ts';
import { SERVER_INFO } from '../http/server-info.ts';
import type { TokenRefused } from './refusals.ts';

/** Where the metadata of RFC 9728 is below the API's address: with no path in front of it, that of the RFC itself. */
export const METADATA_PATH = '/.well-known/oauth-protected-resource';

/** What a client needs in order to get a token for this server. */
export function resourceMetadata(web: WebAccess): OAuthProtectedResourceMetadata {
  return {
    resource: web.resource,
    authorization_servers: [web.issuer],
    scopes_supported: [...web.requestScope],
    bearer_methods_supported: ['header'],
    resource_name: SERVER_INFO.title,
  };
}

/** The `WWW-Authenticate` header of a refusal (RFC 6750, section 3), with the place of the metadata (RFC 9728, section 5.1). */
export function challengeOf(
  web: WebAccess,
  { code, message }: Pick<TokenRefused, 'code' | 'message'>,
): string {
  const parameters = {
    ...(code === undefined ? {} : { error: code, error_description: message }),
    scope: web.requestScope.join(' '),
    resource_metadata: `${web.url}${METADATA_PATH}/mcp`,
  };
  const quoted = Object.entries(parameters).map(([name, value]) => `${name}="${value}"`);
  return `Bearer ${quoted.join(', ')}`;
}

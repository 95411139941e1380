import { createServer } from 'node:http';
import { type GatewayOptions, type GatewayResponses, openGateway } from '../gateway/gateway.ts';
import { lambdaAuthorizer } from '../gateway/lambda-authorizer.ts';
import type { Resource } from '../gateway/resource.ts';
import { listen, stop } from '../http/listen.ts';
import type { LambdaFunction } from '../lambda/function.ts';
import { authorizationServer } from './authorization-server.ts';
import type { LocalUser } from './users.ts';

/** What a client or a person needs to use the API for assistants that cannot sign. */
export interface WebApiDescription {
  /** The stage URL, without a slash at its end. */
  readonly endpoint: string;
  readonly issuer: string;
  readonly scope: string;
  /** Another API of the same issuer: its tokens are refused here. */
  readonly otherResource: string;
  readonly users: readonly LocalUser[];
  /** What the login page asks for; absent over generated cases. */
  readonly code?: string | undefined;
}

export interface WebApiOptions {
  /** What this API has in common with the one that callers sign for. */
  readonly common: Pick<GatewayOptions, 'api' | 'function' | 'integration' | 'throttle' | 'accessLog'>;
  /** Of the API; the authorization server takes the next one. 0 takes any free ones. */
  readonly port: number;
  /** The function that checks tokens. */
  readonly authorizer: LambdaFunction;
  readonly users: readonly LocalUser[];
  readonly accessTokenSeconds: number;
  readonly code: string | undefined;
}

const SCOPE = 'cases.read';
const OTHER_RESOURCE = 'https://other-api.example/mcp';

/** Starts the API that the add-on `web` deploys, in front of the same function, and an authorization server for it. */
export async function startWebApi(options: WebApiOptions) {
  const { common, port, authorizer, users, accessTokenSeconds, code } = options;
  const issuing = createServer();
  const issuer = await listen(issuing, port === 0 ? 0 : port + 1);
  const gateway = await openGateway(port, common.api.stage).catch(async (error: unknown) => {
    await stop(issuing);
    throw error;
  });
  const { endpoint } = gateway;
  const stageVariables = { api_id: common.api.apiId, url: endpoint, issuer, scope: SCOPE };
  issuing.on(
    'request',
    authorizationServer({
      issuer,
      resources: [`${endpoint}/mcp`, OTHER_RESOURCE],
      scopes: [SCOPE],
      users,
      accessTokenSeconds,
      code,
    }),
  );
  gateway.serve({
    ...common,
    resources: RESOURCES,
    authorize: lambdaAuthorizer(authorizer),
    stageVariables,
    gatewayResponses: gatewayResponses(endpoint),
    // The template has none: assistants call from their vendors' servers, not from pages.
    corsOrigins: [],
  });
  const description: WebApiDescription = {
    endpoint,
    issuer,
    scope: SCOPE,
    otherResource: OTHER_RESOURCE,
    users,
    code,
  };
  return {
    description,
    async close() {
      await Promise.all([gateway.close(), stop(issuing), authorizer.close()]);
    },
  };
}

/** The resources of the add-on's template. */
const RESOURCES: readonly Resource[] = [
  { path: '/', id: 'wbroot' },
  { path: '/mcp', id: 'wbmcp0' },
  { path: '/tools', id: 'wbtool' },
  { path: '/tools/{name}', id: 'wbname' },
  { path: '/openapi.json', id: 'wbopen', open: true },
  { path: '/.well-known/{proxy+}', id: 'wbwell', open: true },
  { path: '/{proxy+}', id: 'wbprox' },
];

/** The gateway responses of the add-on's template. */
function gatewayResponses(endpoint: string): GatewayResponses {
  const needs = `scope="${SCOPE}", resource_metadata="${endpoint}/.well-known/oauth-protected-resource/mcp"`;
  return {
    UNAUTHORIZED: {
      headers: [['WWW-Authenticate', `Bearer ${needs}`]],
      body: {
        code: 'unauthorized',
        error:
          'The request has no valid access token: sign in again, with the scope and the issuer that the header WWW-Authenticate leads to.',
      },
    },
    ACCESS_DENIED: {
      headers: [['WWW-Authenticate', `Bearer error="insufficient_scope", ${needs}`]],
      body: {
        code: 'insufficient_scope',
        error:
          'The access token lacks the scope that this API needs: sign in again, with the scope in the header WWW-Authenticate.',
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
        error: 'The access token cannot be verified now, since its issuer cannot be reached; try again.',
      },
    },
  };
}

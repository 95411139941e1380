import { createServer } from 'node:http';
import { type GatewayOptions, openGateway } from '../gateway/gateway.ts';
import { lambdaAuthorizer } from '../gateway/lambda-authorizer.ts';
import { listen, stop } from '../http/listen.ts';
import type { LambdaFunction } from '../lambda/function.ts';
import { authorizationServer } from './authorization-server.ts';
import type { LocalUser } from './users.ts';
import { gatewayResponses, WEB_RESOURCES } from './web-template.ts';

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
    resources: WEB_RESOURCES,
    authorize: lambdaAuthorizer(authorizer),
    stageVariables,
    gatewayResponses: gatewayResponses(endpoint, SCOPE),
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

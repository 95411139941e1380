import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import type { WebAccess } from '../config/web-access.ts';
import { type Log, originOf } from '../log/log.ts';
import type { VerifyToken } from './access-token.ts';
import { bearerToken } from './bearer.ts';
import { lastSettings } from './last-settings.ts';
import { faultOf, IssuerUnavailable, ScopeMissing, TokenRefused } from './refusals.ts';

/**
 * API Gateway answers 401 to an authorizer that fails with exactly this text. It tells no other failures apart: the add-on's
 * template answers all of them with 503.
 */
const UNAUTHORIZED = 'Unauthorized';

/**
 * The Lambda authorizer of the API for assistants on the web, whose stage variables are its settings. A token that lacks
 * a scope is denied: API Gateway answers that as ACCESS_DENIED, with the challenge of the add-on's template. The function
 * verifies each token again, and trusts nothing from here.
 */
export function authorizerHandler(verifierOf: (web: WebAccess) => VerifyToken, log: Log) {
  const open = lastSettings(verifierOf);
  return async (event: APIGatewayRequestAuthorizerEvent): Promise<APIGatewayAuthorizerResult> => {
    const requestLog = log.with({ request_id: event.requestContext.requestId });
    const { made: verify } = open(event.stageVariables);
    const resource = everyMethod(event.methodArn);
    try {
      const { id } = await verify(bearerToken(event));
      return policy('Allow', resource, id);
    } catch (error) {
      if (error instanceof IssuerUnavailable) {
        requestLog.error('the keys of the issuer cannot be read', faultOf(error));
        throw new Error('The keys of the issuer cannot be read.');
      }
      if (!(error instanceof TokenRefused)) {
        requestLog.error('request failed', { error: 'internal', ...originOf(error) });
        throw new Error('Internal server error');
      }
      requestLog.info('web request refused', { reason: error.message });
      if (!(error instanceof ScopeMissing)) throw new Error(UNAUTHORIZED);
      return policy('Deny', resource, error.callerId);
    }
  };
}

/** `arn:…:<api>/<stage>/GET/tools` to `arn:…:<api>/<stage>/*`: a token opens every method, whether or not the answer is kept. */
function everyMethod(methodArn: string): string {
  return `${methodArn.split('/').slice(0, 2).join('/')}/*`;
}

function policy(Effect: 'Allow' | 'Deny', Resource: string, principalId: string): APIGatewayAuthorizerResult {
  return {
    principalId,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect, Resource }],
    },
  };
}

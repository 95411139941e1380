import type { APIGatewayProxyEvent } from 'aws-lambda';
import { type Caller, callerOf, type WebRequest, webCallerOf } from '../call/request-context.ts';
import type { WebAccess } from '../config/web-access.ts';
import type { VerifyToken } from './access-token.ts';
import { bearerToken, tokenMissing } from './bearer.ts';
import { lastSettings } from './last-settings.ts';
import { checkOrigin } from './origin.ts';

/** Who sent a request. */
export interface Admission {
  readonly caller: Caller;
  /** Present for a request that came through the API for assistants on the web. */
  readonly web?: WebRequest;
}

/**
 * What the add-on's template leaves open to everybody. No token is read there: it changes no answer, and whoever has none
 * could otherwise keep instances of this function waiting for an issuer that is slow.
 */
const OPEN_RESOURCES = new Set(['/.well-known/{proxy+}', '/openapi.json']);

/**
 * Tells who sent a request: the caller that IAM names, or for the API of the add-on `web` the one that a verified token
 * names. That API is the one whose id its own stage variables say, which no client can set. Rejects where they are not
 * usable: such a request is none of IAM's either.
 */
export function admissions() {
  const open = lastSettings(verifier);
  return async (event: Partial<APIGatewayProxyEvent>): Promise<Admission> => {
    const { stageVariables: settings, requestContext } = event;
    const apiId = settings?.api_id;
    if (apiId === undefined) return { caller: callerOf(requestContext?.identity?.userArn) };
    if (apiId !== requestContext?.apiId) {
      throw new Error('The stage variable api_id is not the id of its API: deploy the add-on web again.');
    }
    const { web, made: verify } = open(settings);
    try {
      if (OPEN_RESOURCES.has(event.resource ?? '')) throw tokenMissing();
      checkOrigin(event, web);
      const { id, groups } = await (await verify)(bearerToken(event));
      return { caller: webCallerOf(id, groups), web: { access: web } };
    } catch (error) {
      return { caller: callerOf(undefined), web: { access: web, refusal: error } };
    }
  };
}

/** What verification needs is loaded with the first request that needs it, so that no other waits for it. */
async function verifier(web: WebAccess): Promise<VerifyToken> {
  const { accessTokens } = await import('./access-token.ts');
  return accessTokens(web);
}

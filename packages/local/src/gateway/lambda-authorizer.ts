import { randomUUID } from 'node:crypto';
import { matchesGlob } from '@case-insights/core/access';
import * as z from 'zod';
import type { LambdaFunction } from '../lambda/function.ts';
import { FunctionError } from '../lambda/instance.ts';
import { headerValue } from './canonical-request.ts';
import type { Authorize } from './decision.ts';
import { authorizerEvent, methodArn, type ReceivedRequest } from './event.ts';
import { authorizerFailed, deniedByAuthorizer, unauthorized } from './refusal.ts';

const ONE_OR_MORE = z.union([z.string().transform((one) => [one]), z.array(z.string())]);

const STATEMENT = z.object({ Effect: z.enum(['Allow', 'Deny']), Action: ONE_OR_MORE, Resource: ONE_OR_MORE });

/** What a Lambda authorizer returns; a `context` may hold no objects. */
const ANSWER = z.object({
  principalId: z.string(),
  policyDocument: z.object({ Statement: z.array(STATEMENT) }),
  context: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
});

/** What a function throws to have the client answered with 401; any other error is 500. */
const UNAUTHORIZED = 'Unauthorized';

/**
 * Authorization by a Lambda authorizer of type REQUEST whose identity source is the Authorization header and whose answers
 * are not cached. Without that header the function is not called.
 */
export function lambdaAuthorizer(authorizer: Pick<LambdaFunction, 'invoke'>): Authorize {
  return async (received) => {
    if (!headerValue(received.request.rawHeaders, 'authorization')) throw unauthorized();
    const { principalId, policyDocument, context } = await ask(authorizer, received);
    const values = Object.entries(context).map(([name, value]) => [name, String(value)]);
    const caller = { authorizer: { ...Object.fromEntries(values), principalId } };
    const matching = policyDocument.Statement.filter(
      ({ Action, Resource }) =>
        Action.some((pattern) => matchesGlob(pattern, 'execute-api:Invoke')) &&
        Resource.some((pattern) => matchesGlob(pattern, methodArn(received))),
    );
    const denied = matching.some(({ Effect }) => Effect === 'Deny');
    if (matching.length > 0 && !denied) return { caller };
    return { caller, refusal: deniedByAuthorizer(denied) };
  };
}

async function ask(authorizer: Pick<LambdaFunction, 'invoke'>, received: ReceivedRequest) {
  const chunks: Uint8Array[] = [];
  try {
    await authorizer.invoke({
      requestId: randomUUID(),
      traceId: received.traceId,
      event: authorizerEvent(received),
      onChunk: (chunk) => chunks.push(chunk),
    });
    return ANSWER.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
  } catch (error) {
    if (error instanceof FunctionError && error.errorMessage === UNAUTHORIZED) throw unauthorized();
    throw authorizerFailed();
  }
}

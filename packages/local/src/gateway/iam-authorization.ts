import type { Authorize } from './decision.ts';
import { methodArn } from './event.ts';
import { callerContext, type Identity } from './identity.ts';
import { notAuthorized } from './refusal.ts';
import { verifySignature } from './signature.ts';

/** Authorization type AWS_IAM: verifies the signature, then takes IAM's decision about `execute-api:Invoke`. */
export function iamAuthorization(identities: readonly Identity[]): Authorize {
  return (received) => {
    const { region, accountId } = received.api;
    const identity = verifySignature(received.request, { region, identities, now: Date.now });
    const caller = { iam: callerContext(identity) };
    if (identity.access === 'allow') return { caller };
    // The API's account is masked in this message, all but its last four digits.
    const masked = accountId.slice(-4).padStart(accountId.length, '*');
    const resource = methodArn(received).replace(accountId, masked);
    return { caller, refusal: notAuthorized(identity.arn, resource, identity.access === 'explicit-deny') };
  };
}

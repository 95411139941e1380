import { type EventHeaders, valuesOf } from './event-headers.ts';
import { TokenRefused } from './refusals.ts';

/** API Gateway takes 10,240 bytes of headers; whatever is longer did not come through it. */
const LONGEST = 10_240;

/** RFC 6750, section 2.1. */
const BEARER = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/** The refusal of a request that brings no token, which has no error code (RFC 6750, section 3.1). */
export function tokenMissing(): TokenRefused {
  return new TokenRefused(undefined, 'This server needs an access token in the Authorization header.');
}

/** The token in the one `Authorization` header of a request, and nowhere else. Throws TokenRefused. */
export function bearerToken(event: EventHeaders): string {
  const [authorization, ...others] = valuesOf(event, 'authorization');
  if (authorization === undefined) throw tokenMissing();
  const token = authorization.length > LONGEST ? undefined : BEARER.exec(authorization)?.[1];
  // Which of several headers counts would be open.
  if (token === undefined || others.length > 0) {
    throw new TokenRefused(
      'invalid_token',
      'The Authorization header is not one header of the form Bearer <token>.',
    );
  }
  return token;
}

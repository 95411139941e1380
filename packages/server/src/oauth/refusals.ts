import { type LogFields, originOf } from '../log/log.ts';

/** A request without a token that lets it in. The message is for its client, and repeats nothing that was sent. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
  /** The error of RFC 6750, section 3.1; a request without a token has none. */
  readonly code: 'invalid_token' | 'insufficient_scope' | undefined;

  constructor(code: TokenRefused['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** A valid token of this caller, which lacks a scope. */
export class ScopeMissing extends TokenRefused {
  readonly callerId: string;

  constructor(callerId: string) {
    super('insufficient_scope', 'The access token lacks a scope that this server needs.');
    this.callerId = callerId;
  }
}

/** A request of a page whose site may not call, whatever its token is. */
export class OriginRefused extends Error {
  override readonly name = 'OriginRefused';

  constructor() {
    super(
      'The Origin header names a site that may not call this API; where it should, its operator adds the origin to WebOrigins.',
    );
  }
}

/** The keys of the issuer cannot be read, so that no token can be verified: not the fault of who sent one. */
export class IssuerUnavailable extends Error {
  override readonly name = 'IssuerUnavailable';
}

/** What a log may say of it. */
export function faultOf({ message, cause }: IssuerUnavailable): LogFields {
  return { reason: message, ...originOf(cause) };
}

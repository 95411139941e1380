import type { ReceivedRequest } from './event.ts';
import type { Caller } from './identity.ts';
import type { Refusal } from './refusal.ts';

/** What an API's authorization says of a request: who sends it, also where it is refused, for the access log. */
export interface Decision {
  readonly caller: Caller;
  /** Absent where the caller may invoke the API. */
  readonly refusal?: Refusal;
}

/** One kind of authorization. May throw a Refusal where nobody is known to have sent the request. */
export type Authorize = (received: ReceivedRequest) => Decision | Promise<Decision>;

import { BridgeFailure } from '../failure.ts';
import { isObject } from '../json-rpc.ts';

/** What is known about a refused request, to tell the person what to do. */
export interface RefusalContext {
  readonly url: URL;
  readonly service: string;
  readonly region: string;
  /** Where the credentials came from, in words: `profile "dev"`, `the environment variables`. */
  readonly source: string;
  /** Half a sentence: what renews them. */
  readonly renewal: string;
}

/** An answer that is no 2xx, with its body read. */
export interface Refusal {
  readonly status: number;
  readonly errorType: string;
  readonly retryAfterMs: number | undefined;
  readonly body: string;
}

/**
 * Tells a refusal in a sentence. The bodies are API Gateway's own (`x-amzn-ErrorType` names their kind); a status
 * from elsewhere (a load balancer, another server) is told by its number.
 */
export function refusalFailure(refusal: Refusal, context: RefusalContext): BridgeFailure {
  const message = messageOf(refusal.body);
  const failure =
    refusal.status === 401 || refusal.status === 403
      ? signatureFailure(refusal, message, context)
      : undefined;
  return failure ?? statusFailure(refusal, message, context);
}

/** How far this computer's clock is behind the server's, in ms, told by the answer's `Date` header (whole seconds). */
export function clockOffset(dateHeader: string | undefined, now: number): number | undefined {
  const server = dateHeader === undefined ? Number.NaN : Date.parse(dateHeader);
  return Number.isNaN(server) ? undefined : server - now;
}

function signatureFailure(
  refusal: Refusal,
  message: string,
  context: RefusalContext,
): BridgeFailure | undefined {
  const { url, service, region, source, renewal } = context;
  const notRun = { status: refusal.status, standing: 'not_run' } as const;
  if (
    refusal.errorType === 'ExpiredTokenException' ||
    /token included in the request is expired/.test(message)
  ) {
    return new BridgeFailure(
      'expired_credentials',
      `The login of ${source} has expired; ${renewal}, then try again.`,
      notRun,
    );
  }
  if (
    refusal.errorType === 'UnrecognizedClientException' ||
    /token included in the request is invalid/.test(message)
  ) {
    return new BridgeFailure(
      'expired_credentials',
      `AWS does not accept the credentials of ${source}: deleted, deactivated or mistyped; ${renewal}, then try again.`,
      notRun,
    );
  }
  if (/Signature (expired|not yet current)/.test(message)) {
    return new BridgeFailure(
      'clock_skew',
      `This computer's clock differs too much from AWS's (${message}); set it right.`,
      {
        status: refusal.status,
      },
    );
  }
  if (/Credential should be scoped/.test(message)) {
    return new BridgeFailure(
      'wrong_scope',
      `${url.host} does not accept a signature for service "${service}" in region "${region}" (${message}); give the right --region or --service.`,
      { status: refusal.status },
    );
  }
  if (/request signature we calculated does not match/.test(message)) {
    return new BridgeFailure(
      'invalid_signature',
      `${url.host} refused the signature made with the credentials of ${source}: the secret key is wrong, or something on the path modified the request; ${renewal}.`,
      { status: refusal.status },
    );
  }
  if (
    refusal.errorType === 'MissingAuthenticationTokenException' ||
    /Missing Authentication Token/.test(message)
  ) {
    return new BridgeFailure(
      'refused',
      `${url.host} has no ${url.pathname}, or received no signature; check that --url is the stage URL, as in https://<id>.execute-api.<region>.amazonaws.com/prod.`,
      { status: refusal.status },
    );
  }
  if (
    refusal.errorType === 'AccessDeniedException' ||
    /is not authorized to (perform|access)/.test(message)
  ) {
    const identity = /User: (\S+)/.exec(message)?.[1] ?? `the identity of ${source}`;
    return new BridgeFailure(
      'not_authorized',
      `${identity} may not call ${url.origin}${url.pathname}; attach the policy MCPCaseInsights-UserAccess-… to it (stack output MCPUserPolicyArn)${explicitDeny(message)}.`,
      { status: refusal.status },
    );
  }
  return undefined;
}

function explicitDeny(message: string): string {
  return /explicit deny/.test(message)
    ? '; a policy denies it explicitly, which no other policy can lift'
    : '';
}

function statusFailure(refusal: Refusal, message: string, context: RefusalContext): BridgeFailure {
  const { status, retryAfterMs } = refusal;
  const host = context.url.host;
  const said = message === '' ? '' : `: ${message}`;
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (status === 429) {
    return new BridgeFailure(
      'throttled',
      `${host} has too many requests at the moment (429); wait a little and try again.`,
      {
        status,
        standing: 'not_run',
        ...wait,
      },
    );
  }
  if (status === 413) {
    return new BridgeFailure(
      'too_large',
      `The request is larger than ${host} accepts (413); send less at once.`,
      { status },
    );
  }
  if (status === 504) {
    return new BridgeFailure(
      'server_error',
      `${host} got no answer from its function in time (504); request less at once, or deploy with response streaming.`,
      { status, standing: 'unknown', ...wait },
    );
  }
  if (status >= 500) {
    return new BridgeFailure(
      'server_error',
      `${host} failed (${status}${said}); try again, and look at the function's log.`,
      {
        status,
        standing: status === 502 || status === 503 ? 'unknown' : 'final',
        ...wait,
      },
    );
  }
  if (status === 404) {
    return new BridgeFailure(
      'refused',
      `${host} has nothing at ${context.url.pathname} (404); check --url.`,
      { status },
    );
  }
  // API Gateway's words where it has no such stage, and where a web ACL blocks.
  if (status === 403 && message === 'Forbidden') {
    return new BridgeFailure(
      'refused',
      `${host} has no stage for ${context.url.pathname}, or a web ACL stops the request (403: Forbidden); check that --url is the stage URL, as in https://<id>.execute-api.<region>.amazonaws.com/prod.`,
      { status },
    );
  }
  if (status >= 300 && status < 400) {
    return new BridgeFailure(
      'refused',
      `${host} redirects elsewhere (${status}), which a signature does not survive; give the final address as --url.`,
      { status },
    );
  }
  return new BridgeFailure('refused', `${host} refused the request (${status}${said}).`, { status });
}

/** The message in a JSON error body, in either of AWS's spellings; else the start of a short text. */
function messageOf(body: string): string {
  try {
    const value: unknown = JSON.parse(body);
    if (isObject(value)) {
      const message = value.message ?? value.Message ?? value.error;
      if (typeof message === 'string') return message.replace(/\s+/g, ' ').slice(0, 500);
    }
  } catch {
    // Not JSON: an HTML page, say. Its status says more than its text.
  }
  return '';
}

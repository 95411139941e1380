import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import type { RequestContext } from '../call/request-context.ts';
import { RequestWork } from '../call/request-work.ts';
import type { Config } from '../config/config.ts';
import type { Log } from '../log/log.ts';
import { reportColdStart } from '../log/metrics.ts';
import { admissions } from '../oauth/admission.ts';

/** Makes the context of each request of this instance; the first one is its cold start, which is logged. */
export function requestContexts(config: Config, log: Log) {
  const admit = admissions();
  let coldStart = true;
  return async (event: Partial<APIGatewayProxyEvent>, lambda: Context): Promise<RequestContext> => {
    const admission = await admit(event);
    const requestId = event.requestContext?.requestId ?? lambda.awsRequestId;
    const receivedAt = receivedBefore(event.requestContext?.requestTimeEpoch);
    const context: RequestContext = {
      requestId,
      ...admission,
      receivedAt,
      deadline: deadlineOf(config.RESPONSE_MODE, receivedAt, lambda.getRemainingTimeInMillis()),
      coldStart,
      work: new RequestWork(),
      log: log.with({
        request_id: requestId,
        function_request_id: lambda.awsRequestId,
        caller: admission.caller.id,
        ...traceId(),
      }),
    };
    if (coldStart) reportColdStart(context.log, config.METRICS_NAMESPACE);
    coldStart = false;
    return context;
  };
}

/** Lambda puts the trace of the running invocation here: `Root=1-…;Parent=…;Sampled=1`. */
function traceId(): { readonly xray_trace_id?: string } {
  const root = /Root=([^;]+)/.exec(process.env._X_AMZN_TRACE_ID ?? '')?.[1];
  return root === undefined ? {} : { xray_trace_id: root };
}

/** API Gateway times out a buffered integration after 29 s, counted from when the request reached it. */
const BUFFERED_LIMIT_MS = 29_000;

/** In a buffered deployment the whole answer must be at the gateway before its limit. */
const BUFFERED_MARGIN_MS = 2_000;

/** Clock differences and cold starts explain at most this much between the gateway's time and ours. */
const LONGEST_WAY_IN_MS = 15_000;

/** Time kept for the answer to get out: a share of what the function has left, within bounds. */
const MARGIN = { share: 0.05, leastMs: 1_000, mostMs: 15_000 } as const;

/** When API Gateway received a request, as far as its clock and this one can agree, in ms of `Date.now()`. */
export function receivedBefore(receivedAt: number | undefined, now = Date.now()): number {
  return now - Math.min(LONGEST_WAY_IN_MS, Math.max(0, now - (receivedAt ?? now)));
}

/**
 * When work must be over, in whole ms of `Date.now()`, as timers want them: the function's remaining time less a margin,
 * and in a buffered deployment API Gateway's 29 s less a margin, whichever comes first.
 * @param receivedAt when API Gateway received the request, in ms of `Date.now()`.
 */
export function deadlineOf(
  mode: 'stream' | 'buffered',
  receivedAt: number,
  remainingMs: number,
  now = Date.now(),
): number {
  const margin = Math.min(MARGIN.mostMs, Math.max(MARGIN.leastMs, remainingMs * MARGIN.share));
  const byFunction = now + Math.floor(Math.max(0, remainingMs - margin));
  if (mode === 'stream') return byFunction;
  return Math.min(byFunction, receivedAt + BUFFERED_LIMIT_MS - BUFFERED_MARGIN_MS);
}

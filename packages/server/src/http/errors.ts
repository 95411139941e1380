import { CaseInsightsError } from '@case-insights/core/errors';
import { internalError } from '../call/call-errors.ts';
import type { RequestContext } from '../call/request-context.ts';
import { originOf } from '../log/log.ts';

/** The one shape of every error on the REST surface. An error that nobody foresaw is `internal`. */
export function restError(thrown: unknown, context: RequestContext): Response {
  const error = thrown instanceof CaseInsightsError ? thrown : unforeseen(thrown, context);
  const body = {
    error: error.message,
    code: error.code,
    details: error.details,
    request_id: context.requestId,
    ...(error.queryExecutionId === undefined ? {} : { query_execution_id: error.queryExecutionId }),
    ...(error.nextToken === undefined ? {} : { next_token: error.nextToken }),
  };
  const headers: Record<string, string> =
    error.retryAfterSeconds === undefined ? {} : { 'retry-after': String(error.retryAfterSeconds) };
  return Response.json(body, { status: error.status, headers });
}

function unforeseen(thrown: unknown, { log }: RequestContext): CaseInsightsError {
  log.error('request failed', { error: 'internal', ...originOf(thrown) });
  return internalError(thrown);
}

/** A JSON-RPC error as the whole answer to an HTTP request; the id is null where no request could be read. */
export function protocolError(status: number, code: number, message: string): Response {
  return Response.json({ jsonrpc: '2.0', error: { code, message }, id: null }, { status });
}

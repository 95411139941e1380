import { CaseInsightsError } from '@case-insights/core/errors';
import { originOf } from '../log/origin.ts';
import { internalError } from '../tools/failure.ts';
import type { RequestContext } from './request-context.ts';

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

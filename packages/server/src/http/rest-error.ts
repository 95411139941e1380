import type { CaseInsightsError } from '@case-insights/core/errors';

/** The one shape of every error on the REST surface. */
export function restError(error: CaseInsightsError, requestId: string): Response {
  const body = {
    error: error.message,
    code: error.code,
    details: error.details,
    request_id: requestId,
    ...(error.queryExecutionId === undefined ? {} : { query_execution_id: error.queryExecutionId }),
    ...(error.nextToken === undefined ? {} : { next_token: error.nextToken }),
  };
  const headers: Record<string, string> =
    error.retryAfterSeconds === undefined ? {} : { 'retry-after': String(error.retryAfterSeconds) };
  return Response.json(body, { status: error.status, headers });
}

import { CaseInsightsError, ERROR_STATUS } from '@case-insights/core/errors';
import * as z from 'zod';
import { internalError } from '../call/call-errors.ts';
import type { RequestContext } from '../call/request-context.ts';
import { originOf } from '../log/log.ts';

/** An error on every surface: the body on REST, and without its sentence the `_meta` of a failed MCP result. */
const ERROR_BODY = z.object({
  error: z.string().describe('One sentence that says what to do'),
  code: z.enum(Object.keys(ERROR_STATUS)),
  details: z.array(z.object({ field: z.string().optional(), message: z.string() })),
  request_id: z.string(),
  query_execution_id: z.string().optional(),
  next_token: z.string().optional(),
});
export type ErrorBody = z.output<typeof ERROR_BODY>;

/** Statuses of what the API for assistants on the web refuses before any route, by codes that no call has. */
export const WEB_REFUSAL_STATUS = {
  unauthorized: 401,
  invalid_token: 401,
  insufficient_scope: 403,
  origin_not_allowed: 403,
  issuer_unavailable: 503,
} as const;

/** Such a refusal; where API Gateway makes it, by the add-on's template, it has no details. */
const WEB_REFUSAL_BODY = z.object({
  error: ERROR_BODY.shape.error,
  code: z.enum(Object.keys(WEB_REFUSAL_STATUS)),
  details: ERROR_BODY.shape.details.optional(),
  request_id: ERROR_BODY.shape.request_id,
});
export type WebRefusalBody = z.output<typeof WEB_REFUSAL_BODY>;

/** The JSON Schemas of an error and of a refusal by the API for assistants on the web, for OpenAPI. */
export const errorSchema = () => jsonSchema(ERROR_BODY);
export const webRefusalSchema = () => jsonSchema(WEB_REFUSAL_BODY);

function jsonSchema(body: z.ZodType): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(body, { io: 'input' });
  return schema;
}

/** What a caller reads of an error of a call. */
export function errorBody(error: CaseInsightsError, requestId: string): ErrorBody {
  return {
    error: error.message,
    code: error.code,
    details: [...error.details],
    request_id: requestId,
    ...(error.queryExecutionId === undefined ? {} : { query_execution_id: error.queryExecutionId }),
    ...(error.nextToken === undefined ? {} : { next_token: error.nextToken }),
  };
}

/** The answer to a REST request that failed. An unexpected error is logged, and answered as `internal`. */
export function restError(thrown: unknown, context: RequestContext): Response {
  const error = thrown instanceof CaseInsightsError ? thrown : unexpected(thrown, context);
  const headers: Record<string, string> =
    error.retryAfterSeconds === undefined ? {} : { 'retry-after': String(error.retryAfterSeconds) };
  return Response.json(errorBody(error, context.requestId), { status: error.status, headers });
}

function unexpected(thrown: unknown, { log }: RequestContext): CaseInsightsError {
  log.error('request failed', { error: 'internal', ...originOf(thrown) });
  return internalError(thrown);
}

/** A JSON-RPC error as the whole answer to an HTTP request; the id is null where no request could be read. */
export function protocolError(status: number, code: number, message: string): Response {
  return Response.json({ jsonrpc: '2.0', error: { code, message }, id: null }, { status });
}

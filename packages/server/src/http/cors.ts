import type { MiddlewareHandler } from 'hono';
import { cors as honoCors } from 'hono/cors';

/** What a browser must be allowed to send: the signature's headers, and MCP's own. */
const ALLOWED_HEADERS = [
  'Authorization',
  'Content-Type',
  'X-Amz-Date',
  'X-Amz-Security-Token',
  'X-Amz-Content-Sha256',
  'MCP-Protocol-Version',
  'Mcp-Method',
  'Mcp-Name',
];

/** How long a browser may keep a preflight's answer, in seconds; Chromium's upper bound. */
const MAX_AGE_SECONDS = 7_200;

/** Cross-origin answers for the configured origins, and for no other. */
export function cors(origins: readonly string[]): MiddlewareHandler {
  return honoCors({
    origin: [...origins],
    allowMethods: ['GET', 'POST', 'OPTIONS'],
    allowHeaders: ALLOWED_HEADERS,
    exposeHeaders: ['Retry-After', 'x-amzn-RequestId', 'case-insights-next-token'],
    maxAge: MAX_AGE_SECONDS,
  });
}

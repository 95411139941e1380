import type { WebAccess } from '../config/web-access.ts';
import { type EventHeaders, valuesOf } from './event-headers.ts';
import { OriginRefused } from './refusals.ts';

/**
 * Throws OriginRefused for a request of a page whose site may not call, as MCP's Streamable HTTP transport asks of servers.
 * Assistants call from their vendor's servers, which need send no `Origin`: a request without one is of no page.
 */
export function checkOrigin(event: EventHeaders, { origins }: WebAccess): void {
  if (valuesOf(event, 'origin').some((origin) => !origins.includes(origin))) throw new OriginRefused();
}

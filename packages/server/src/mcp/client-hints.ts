import { CLIENT_KEY, PATIENCE_KEY } from '@case-insights/core/names';
import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  type ServerContext,
} from '@modelcontextprotocol/server';
import * as z from 'zod';
import { patienceOf, secondsOf } from '../call/patience.ts';
import type { Config } from '../config/config.ts';

/** What the SDK makes of a request's `_meta`: it takes out what the 2026 era reserves. */
type RequestMeta = Pick<ServerContext['mcpReq'], 'envelope' | '_meta'>;

const NAMED = z.object({ name: z.string() });
const TOLD = z.object({ capabilities: z.unknown() });

/** Milliseconds within which a request is answered, by what it says of its client. */
export function patienceIn(config: Config, request: RequestMeta): number {
  const told = request._meta?.[CLIENT_KEY];
  const client = NAMED.safeParse(saidInRequest(request)[CLIENT_INFO_META_KEY] ?? told);
  return patienceOf(config, {
    clientName: client.data?.name,
    asked: secondsOf(request._meta?.[PATIENCE_KEY]),
  });
}

/** The capabilities that the client of a request declares, unchecked. */
export function capabilitiesIn(request: RequestMeta): unknown {
  const told = TOLD.safeParse(request._meta?.[CLIENT_KEY]);
  return saidInRequest(request)[CLIENT_CAPABILITIES_META_KEY] ?? told.data?.capabilities;
}

/** A client of the 2026 era says who it is in each request; for one of the 2025 era, which says it once, the bridge repeats it. */
function saidInRequest({ envelope }: RequestMeta): Readonly<Record<string, unknown>> {
  return envelope ?? {};
}

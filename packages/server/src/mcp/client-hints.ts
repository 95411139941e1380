import { CLIENT_KEY, PATIENCE_KEY } from '@case-insights/core/names';
import { CLIENT_INFO_META_KEY, type ServerContext } from '@modelcontextprotocol/server';
import * as z from 'zod';
import { patienceOf, secondsOf } from '../call/patience.ts';
import type { Config } from '../config/config.ts';

const CLIENT = z.object({ name: z.string() });

/**
 * Milliseconds within which a request is answered, by what it says of its client: a client of the 2026 era says who it is
 * in each request, which the SDK takes out of `_meta`; for one of the 2025 era, which says it once, the bridge repeats it.
 */
export function patienceIn(
  config: Config,
  { envelope, _meta: meta }: Pick<ServerContext['mcpReq'], 'envelope' | '_meta'>,
): number {
  const ofRequest: Readonly<Record<string, unknown>> = envelope ?? {};
  const client = CLIENT.safeParse(ofRequest[CLIENT_INFO_META_KEY] ?? meta?.[CLIENT_KEY]);
  return patienceOf(config, { clientName: client.data?.name, asked: secondsOf(meta?.[PATIENCE_KEY]) });
}

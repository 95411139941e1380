import { CLIENT_KEY, PATIENCE_KEY } from '@case-insights/core/names';
import * as z from 'zod';
import { patienceOf, secondsOf } from '../call/patience.ts';
import type { Config } from '../config/config.ts';

/** `_meta` key of a request of the 2026 era: who sends it. */
const CLIENT_INFO_KEY = 'io.modelcontextprotocol/clientInfo';

const CLIENT = z.object({ name: z.string() });

/**
 * Milliseconds within which a request is answered, by what its `_meta` says of its client: the bridge's word for a client
 * of the 2025 era, which says it only once.
 */
export function patienceIn(config: Config, meta: Readonly<Record<string, unknown>> | undefined): number {
  const client = CLIENT.safeParse(meta?.[CLIENT_KEY] ?? meta?.[CLIENT_INFO_KEY]);
  return patienceOf(config, { clientName: client.data?.name, asked: secondsOf(meta?.[PATIENCE_KEY]) });
}

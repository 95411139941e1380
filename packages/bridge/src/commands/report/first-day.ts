import { RESOURCE_URIS } from '@case-insights/core/names';
import { isObject } from '../../json-rpc.ts';
import { ask, ownRequest, RpcError } from '../../upstream/ask.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import { listIn, textIn } from './answers.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * The day of the oldest case that the caller may see, from the resource about the data. Undefined where there is no case,
 * from a server that does not have the resource, and where it takes longer than `limitMs`: a report can do without. Throws
 * a `BridgeFailure` where the server cannot be reached, and the signal's reason when it aborts.
 */
export async function firstDay(
  upstream: Upstream,
  limitMs: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const limit = AbortSignal.timeout(limitMs);
  try {
    const result = await ask(upstream, ownRequest('resources/read', { uri: RESOURCE_URIS.data }), {
      signal: AbortSignal.any([signal, limit]),
    });
    return isObject(result)
      ? firstDayIn(textIn(listIn(result, 'contents')[0] ?? {}, 'text') ?? '')
      : undefined;
  } catch (error) {
    if (error instanceof RpcError || (limit.aborted && !signal.aborted)) return undefined;
    throw error;
  }
}

function firstDayIn(text: string): string | undefined {
  let range: unknown;
  try {
    range = JSON.parse(text);
  } catch {
    return undefined; // a server whose resource is of another shape
  }
  const day = isObject(range) ? textIn(range, 'first_day') : undefined;
  return day !== undefined && DAY.test(day) ? day : undefined;
}

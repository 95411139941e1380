import { PROMPT_NAMES, RESOURCE_URIS } from '@case-insights/core/names';
import { asFailure } from '../../failure.ts';
import { listOffers } from '../../upstream/offers.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import { type Finding, failed, ok } from './finding.ts';

/** Prompts and resources: what is listed and what is missing, which is a warning, since the tools work without. */
export async function* checkOffers(upstream: Upstream): AsyncGenerator<Finding> {
  yield await checkList(upstream, 'prompts', 'name', PROMPT_NAMES);
  yield await checkList(upstream, 'resources', 'uri', Object.values(RESOURCE_URIS));
}

async function checkList(
  upstream: Upstream,
  kind: 'prompts' | 'resources',
  key: 'name' | 'uri',
  expected: readonly string[],
): Promise<Finding> {
  try {
    const listed = ((await listOffers(upstream, kind)) ?? []).map((offer) => String(offer[key]));
    const missing = expected.filter((name) => !listed.includes(name));
    if (missing.length === 0) return ok(kind, listed.join(', '));
    const message = `not listed: ${missing.join(', ')}`;
    return { step: kind, result: 'warning', message, fix: 'Deploy the current version of the server' };
  } catch (error) {
    return failed(kind, asFailure(error));
  }
}

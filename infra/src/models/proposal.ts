import { DEFAULT_MODEL_IDS } from '@case-insights/core/models';
import { MAX_MODELS } from './model-list.ts';
import type { RegionModel } from './region-models.ts';

export interface Proposal {
  /** In order of preference; the value of `BedrockModelId`. */
  readonly ids: readonly string[];
  readonly staysInRegion: boolean;
}

/**
 * The models that a deployment without a choice should ask: those of the default list that this region answers itself,
 * else the cheapest that needs nothing of the account, else the cheapest that leaves the region. Undefined where the region has no
 * living text model with a known price.
 */
export function proposeModels(models: readonly RegionModel[]): Proposal | undefined {
  const living = models.filter(({ status }) => status === 'living');
  const here = living.filter(({ staysInRegion }) => staysInRegion);
  const defaults = DEFAULT_MODEL_IDS.filter((id) => here.some((model) => model.id === id));
  if (defaults.length > 0) return { ids: defaults.slice(0, MAX_MODELS), staysInRegion: true };
  const known = living.filter(({ price }) => price !== undefined).sort(byEffortThenPrice);
  const [best] = known;
  return best === undefined ? undefined : { ids: [best.id], staysInRegion: best.staysInRegion };
}

const EFFORT = { nothing: 0, subscription: 1, 'subscription and form': 2 } as const;

/** Whatever stays in the region first, then what needs least of the account, then the cheapest input. */
function byEffortThenPrice(a: RegionModel, b: RegionModel): number {
  return (
    Number(b.staysInRegion) - Number(a.staysInRegion) ||
    EFFORT[a.access ?? 'subscription and form'] - EFFORT[b.access ?? 'subscription and form'] ||
    (a.price?.input ?? 0) - (b.price?.input ?? 0)
  );
}

/** Living models to choose instead of one that cannot be asked: at most three, the proposal's order. */
export function alternatives(models: readonly RegionModel[]): readonly string[] {
  const proposed = proposeModels(models)?.ids ?? [];
  const others = models
    .filter(({ id, status, price }) => status === 'living' && price !== undefined && !proposed.includes(id))
    .sort(byEffortThenPrice)
    .map(({ id }) => id);
  return [...proposed, ...others].slice(0, 3);
}

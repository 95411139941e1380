import { tableLines } from '@case-insights/terminal/table';
import type { RegionModel } from './region-models.ts';

const HEADER = ['model', 'context', 'USD per million in/out', 'data', 'needs', 'ends'];

/** The models that can be asked, one line each, those that keep data in the region first. */
export function modelTable(models: readonly RegionModel[]): readonly string[] {
  const rows = models
    .filter(({ status }) => status !== 'ended')
    .toSorted((a, b) => Number(b.staysInRegion) - Number(a.staysInRegion) || (a.id < b.id ? -1 : 1))
    .map(({ id, contextTokens, price, staysInRegion, access, status, ends }) => [
      id,
      contextTokens === undefined ? '?' : tokens(contextTokens),
      price === undefined ? '?' : `${price.input} / ${price.output}`,
      staysInRegion ? 'stays' : 'leaves the region',
      access ?? '?',
      ends ?? (status === 'legacy' ? 'Legacy' : ''),
    ]);
  return tableLines([HEADER, ...rows]);
}

function tokens(count: number): string {
  return count >= 1_000_000 ? `${count / 1_000_000}M` : `${Math.round(count / 1_000)}K`;
}

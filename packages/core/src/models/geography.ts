import { foundationModelId } from './lookup.ts';

/** Where inference profiles process data: a geography's regions, or all (`global`). */
export const GEOGRAPHIES = ['us', 'us-gov', 'eu', 'apac', 'jp', 'au', 'ca', 'sa', 'in', 'global'] as const;
export type Geography = (typeof GEOGRAPHIES)[number];

/**
 * The id under which a model is called in a geography: a model's own id becomes the id of its inference profile there.
 * The id of a profile, and every ARN, says already where it is called and stays.
 */
export function inGeography(modelId: string, geography: Geography): string {
  return foundationModelId(modelId) === modelId ? `${geography}.${modelId}` : modelId;
}

import { foundationModelId } from './lookup.ts';

/** Where inference profiles process data: a geography's regions, or all (`global`). */
export const GEOGRAPHIES = ['us', 'us-gov', 'eu', 'apac', 'jp', 'au', 'ca', 'sa', 'in', 'global'] as const;
export type Geography = (typeof GEOGRAPHIES)[number];

/**
 * The id under which a model is called in a geography: a model's own id becomes the id of its inference profile there.
 * A profile's id, and every ARN, already states where it is called and is returned unchanged.
 */
export function inGeography(modelId: string, geography: Geography): string {
  return foundationModelId(modelId) === modelId ? `${geography}.${modelId}` : modelId;
}

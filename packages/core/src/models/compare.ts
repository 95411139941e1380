import * as z from 'zod';
import { CATALOG } from './catalog.ts';
import { catalogEntry } from './lookup.ts';

const TEXT = 'TEXT';

/** What is read of an answer of `ListFoundationModels`, as the AWS CLI prints it. */
const MODEL_LIST = z.object({
  modelSummaries: z.array(
    z.object({
      modelId: z.string(),
      outputModalities: z.array(z.string()).default([]),
      inferenceTypesSupported: z.array(z.string()).default([]),
      modelLifecycle: z
        .object({ status: z.string(), endOfLifeTime: z.union([z.string(), z.number()]).optional() })
        .optional(),
    }),
  ),
});

/** Where the catalog and a region differ. Each list is sorted. */
export interface CatalogDifference {
  /** Text models that the region offers and the catalog does not know. */
  readonly unknown: readonly string[];
  /** Entries of the catalog that no model of the region fits: ended, or not offered here. */
  readonly absent: readonly string[];
  /** Models that are to end, where the catalog has another day or none: `id: day, catalog: day or none`. */
  readonly ends: readonly string[];
}

/**
 * Compares the catalog with what a region answered to `ListFoundationModels`.
 * @throws Error when the text is not such an answer.
 */
export function compareCatalog(answer: string): CatalogDifference {
  const { modelSummaries } = MODEL_LIST.parse(JSON.parse(answer));
  const textModels = modelSummaries.filter(
    ({ outputModalities, inferenceTypesSupported }) =>
      outputModalities.includes(TEXT) &&
      (inferenceTypesSupported.includes('ON_DEMAND') ||
        inferenceTypesSupported.includes('INFERENCE_PROFILE')),
  );
  const offered = new Set(textModels.map(({ modelId }) => catalogEntry(modelId)?.id));
  return {
    unknown: textModels
      .filter(({ modelId }) => catalogEntry(modelId) === undefined)
      .map(({ modelId }) => modelId)
      .sort(),
    absent: CATALOG.map(({ id }) => id)
      .filter((id) => !offered.has(id))
      .sort(),
    ends: textModels
      .flatMap(({ modelId, modelLifecycle }) => {
        const entry = catalogEntry(modelId);
        const end = dayOf(modelLifecycle?.endOfLifeTime);
        if (entry === undefined || end === undefined || end === entry.ends) return [];
        return [`${modelId}: ${end}, catalog: ${entry.ends ?? 'none'}`];
      })
      .sort(),
  };
}

/** The CLI prints a time as text or, when told to, as seconds. */
function dayOf(time: string | number | undefined): string | undefined {
  if (time === undefined) return undefined;
  return new Date(typeof time === 'number' ? time * 1000 : time).toISOString().slice(0, 10);
}

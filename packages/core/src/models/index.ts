export type { CatalogEntry, ModelAccess, ReasoningField, Source } from './catalog.ts';
export { DEFAULT_MODEL_IDS } from './default-models.ts';
export { catalogEntry, estimateCost, foundationModelId, type ModelFacts, modelFacts } from './lookup.ts';

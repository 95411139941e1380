export type { CatalogEntry, ModelAccess, ReasoningField, Source } from './catalog.ts';
export { DEFAULT_MODEL_IDS } from './default-models.ts';
export { GEOGRAPHIES, type Geography, inGeography } from './geography.ts';
export { catalogEntry, estimateCost, foundationModelId, type ModelFacts, modelFacts } from './lookup.ts';

export { estimateCost, foundationModelId, type ModelFacts, modelFacts } from './lookup.ts';

export { estimateCost, type ModelFacts, modelFacts } from './lookup.ts';

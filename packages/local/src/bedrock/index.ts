export { type Bedrock, type BedrockOptions, createBedrock, type Fault, type Operation } from './api.ts';
export { chooseModel } from './choose-model.ts';
export { createExtractiveModel } from './extractive-model.ts';
export type { AnswerRequest, Ending, LanguageModel } from './language-model.ts';
export { withModelCatalog } from './model-catalog.ts';
export { createOpenAiModel, type OpenAiOptions } from './openai-model.ts';
export { FAULT_NAMES, isFaultName, RecordedFaults, withFaultSwitch } from './recorded-faults.ts';
export { BedrockError, type BedrockErrorName } from './service-error.ts';

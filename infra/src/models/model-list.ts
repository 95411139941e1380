import { GEOGRAPHIES, type Geography, inGeography } from '@case-insights/core/models';

/** How many models `BedrockModelId` takes; the template's permissions name each. */
export const MAX_MODELS = 3;

/** The ids under which the function calls the models of `BedrockModelId`, with `CrossRegionInference` (or `off`). */
export function calledIds(modelIds: string, crossRegionInference: string): readonly string[] {
  const ids = modelIds.split(',');
  return isGeography(crossRegionInference) ? ids.map((id) => inGeography(id, crossRegionInference)) : ids;
}

function isGeography(text: string): text is Geography {
  return GEOGRAPHIES.some((geography) => geography === text);
}

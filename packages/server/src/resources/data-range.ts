import { RESOURCE_URIS } from '@case-insights/core/names';
import { dataRange, dataRangeOutput, dataRangeQuery } from '@case-insights/core/resources';
import { tool } from '../call/tool.ts';
import type { QueriedResource } from './resource.ts';

/** Which days the data covers today, and how new it is. */
export const dataRangeResource: QueriedResource = {
  kind: 'queried',
  uri: RESOURCE_URIS.data,
  name: 'data-range',
  title: dataRange.title,
  description: dataRange.description,
  mimeType: 'application/json',
  call: tool(dataRange, async (_, { athena, source, today }) =>
    dataRangeOutput(await athena.query(dataRangeQuery(source)), today),
  ),
  text: (answer) => JSON.stringify(answer, null, 2),
};

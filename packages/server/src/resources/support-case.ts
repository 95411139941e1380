import { CASE_URI_TEMPLATE } from '@case-insights/core/names';
import { caseRecord, caseRecordOutput, caseRecordQuery } from '@case-insights/core/resources';
import { fenced, makeMarker } from '../analysis/fence.ts';
import { tool } from '../call/tool.ts';

/** How the template of single cases is listed. */
export const CASE_TEMPLATE = {
  uriTemplate: CASE_URI_TEMPLATE,
  name: 'case',
  title: caseRecord.title,
  description: caseRecord.description,
  mimeType: 'text/plain',
} as const;

const CASE_URI = /^case-insights:\/\/case\/(\d{1,30})$/;

/** The case number in the URI of a case, or undefined for any other URI. */
export function caseNumberIn(uri: string): string | undefined {
  return CASE_URI.exec(uri)?.[1];
}

/** Reads one case among those that the caller may see. */
export const caseRecordCall = tool(caseRecord, async (input, { athena, source }) =>
  caseRecordOutput(await athena.query(caseRecordQuery(input, source))),
);

/**
 * A case as text: the notice that strangers wrote it, then its fields as JSON inside the fence that prompts of analyses
 * use, so that nothing in the case can pass for a part of the conversation. Undefined where there is no such case.
 */
export function caseText(answer: Readonly<Record<string, unknown>>): string | undefined {
  const { case: fields, data_notice: notice } = caseRecord.outputSchema.parse(answer);
  if (fields === undefined) return undefined;
  const marker = makeMarker();
  const safe = Object.entries(fields).map(([name, value]) => [name, fenced(value, marker)] as const);
  return `${notice ?? ''}\n<<<${marker}\n${JSON.stringify(Object.fromEntries(safe), null, 2)}\n${marker}>>>\n`;
}

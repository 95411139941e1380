import { csvText } from '@case-insights/core/csv';
import { queryAthena } from '@case-insights/core/tools';
import type { Tool } from '../call/tool.ts';

const CSV_TYPE = 'text/csv';

/** Where to continue, and that something is missing, for which CSV has no place. */
const NEXT_TOKEN_HEADER = 'case-insights-next-token';

/** Whether a call asks for CSV of a tool that answers with rows and columns. Anything else is answered as JSON. */
export function wantsCsv(tool: Tool, accept: string | null): boolean {
  if (tool.definition.name !== queryAthena.name || accept === null) return false;
  return accept.split(',').some((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    return type === CSV_TYPE && !parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter));
  });
}

/** A result of `query_athena` as CSV; the token to go on with is a header. */
export function csvResponse(
  result: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>>,
): Response {
  const { columns, rows, next_token: nextToken } = queryAthena.outputSchema.parse(result);
  const text = csvText(
    columns,
    rows.map((row) => columns.map((column) => row[column] ?? null)),
  );
  return new Response(text, {
    headers: {
      ...headers,
      'content-type': `${CSV_TYPE}; charset=utf-8; header=present`,
      ...(nextToken === null ? {} : { [NEXT_TOKEN_HEADER]: nextToken }),
    },
  });
}

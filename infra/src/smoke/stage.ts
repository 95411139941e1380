import { TOOL_NAMES } from '@case-insights/core/names';
import * as z from 'zod';
import { expectThat } from './check.ts';
import type { SignedFetch } from './signed-fetch.ts';

/** What the checks cost according to the tools' answers, as `--json` prints it. */
export interface Spending {
  queries: number;
  data_scanned_bytes: number;
  input_tokens: number;
  output_tokens: number;
}

/** The live stage under test. */
export interface Stage {
  /** Its URL without a slash at the end. */
  readonly base: string;
  readonly fetch: SignedFetch;
  /** The UTC day the small windows end on, YYYY-MM-DD. */
  readonly today: string;
  readonly spending: Spending;
}

export const JSON_HEADERS = { 'content-type': 'application/json' };
export const LIST_TOOLS = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} };

/** Posts JSON to a path of the stage. */
export function post(stage: Stage, path: string, body: unknown): Promise<Response> {
  return stage.fetch(stage.base + path, {
    method: 'POST',
    headers: JSON_HEADERS,
    body: JSON.stringify(body),
  });
}

/** The body of a 2xx answer as this schema parses it; any other status fails with the body. */
export async function readAnswer<T>(response: Response, schema: z.ZodType<T>): Promise<T> {
  const text = await response.text();
  expectThat(response.ok, 'a 2xx answer', `${response.status} ${text}`);
  return readJson(text, schema);
}

/** JSON text as this schema parses it. Throws when the text is not JSON or does not match. */
export function readJson<T>(text: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    expectThat(false, 'JSON', text);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Error(
    `the answer does not match its schema: ${z.prettifyError(result.error).replaceAll('\n', ' ')}`,
  );
}

export const TOOL_LIST = z.looseObject({ tools: z.array(z.looseObject({ name: z.string() })) });

/** Throws where a list of tools lacks one. */
export function expectEveryTool(tools: readonly { readonly name: string }[]): void {
  const names = tools.map(({ name }) => name);
  expectThat(
    TOOL_NAMES.every((name) => names.includes(name)),
    `the tools ${TOOL_NAMES.join(', ')}`,
    names,
  );
}

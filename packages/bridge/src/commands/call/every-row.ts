import { isObject, type JsonObject } from '../../json-rpc.ts';

/** The server's default for `max_results` of `query_athena`. */
const DEFAULT_ROWS = 100;

/**
 * The result of a call of `query_athena` with as many rows as were asked for: an answer to a model is cut at its tokens,
 * so that the rest is fetched with its `next_token`. `callWith` makes one call and returns its result, an error of the tool
 * included, which ends it.
 */
export async function withEveryRow(
  callWith: (args: JsonObject) => Promise<JsonObject>,
  args: JsonObject,
): Promise<JsonObject> {
  const wanted = Number(args.max_results ?? DEFAULT_ROWS);
  let result = await callWith(args);
  let { rows, next } = pageOf(result);
  while (rows !== undefined && next !== undefined && rows.length < wanted) {
    const missing = wanted - rows.length;
    const more = await callWith({ ...args, max_results: missing, next_token: next });
    const page = pageOf(more);
    if (page.rows === undefined) return more;
    rows = [...rows, ...page.rows];
    next = page.next;
    result = { ...more, structuredContent: { ...structureOf(more), rows } };
  }
  return result;
}

interface Page {
  /** Undefined where the result has none, as that of a failed call. */
  readonly rows: readonly unknown[] | undefined;
  readonly next: string | undefined;
}

function pageOf(result: JsonObject): Page {
  const { rows, next_token: next } = structureOf(result);
  return {
    rows: Array.isArray(rows) ? rows : undefined,
    next: typeof next === 'string' ? next : undefined,
  };
}

function structureOf(result: JsonObject): JsonObject {
  return isObject(result.structuredContent) ? result.structuredContent : {};
}

import { isObject, type JsonObject } from '../json-rpc.ts';

/** What the bridge has to know of a tool. */
export interface ToolFacts {
  /** Declared by `readOnlyHint`. */
  readonly readOnly: boolean;
  /** Arguments that travel as `Mcp-Param-<header>` too: where they lie in the arguments. */
  readonly headers: readonly { readonly name: string; readonly path: readonly string[] }[];
}

/** The tools that have passed by in `tools/list` answers. */
export class ToolCatalog {
  readonly #tools = new Map<string, ToolFacts>();

  /** Takes note of the tools in a `tools/list` result. */
  learn(result: unknown): void {
    for (const tool of toolsIn(result)) {
      if (typeof tool.name !== 'string') continue;
      this.#tools.set(tool.name, { readOnly: isReadOnly(tool), headers: headerParameters(tool.inputSchema) });
    }
  }

  get(name: string): ToolFacts | undefined {
    return this.#tools.get(name);
  }

  /** What was known may no longer hold. */
  clear(): void {
    this.#tools.clear();
  }
}

/** The tools in a `tools/list` result. */
export function toolsIn(result: unknown): JsonObject[] {
  return isObject(result) && Array.isArray(result.tools) ? result.tools.filter(isObject) : [];
}

/** Whether a tool declares that it changes nothing. */
export function isReadOnly(tool: JsonObject): boolean {
  return isObject(tool.annotations) && tool.annotations.readOnlyHint === true;
}

/** The header names that a schema marks with `x-mcp-header` (revision 2026-07-28), found along `properties` only. */
function headerParameters(schema: unknown, path: readonly string[] = []): { name: string; path: string[] }[] {
  if (!isObject(schema)) return [];
  const mark = schema['x-mcp-header'];
  const own =
    typeof mark === 'string' && path.length > 0 && TOKEN.test(mark) ? [{ name: mark, path: [...path] }] : [];
  const properties = isObject(schema.properties) ? Object.entries(schema.properties) : [];
  return [...own, ...properties.flatMap(([key, child]) => headerParameters(child, [...path, key]))];
}

/** RFC 9110, section 5.6.2. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

import type { Connection } from '../../connection.ts';
import { BridgeFailure } from '../../failure.ts';
import { isObject, type JsonObject } from '../../json-rpc.ts';
import { post } from '../../post.ts';
import { isReadOnly, toolsIn } from '../../relay/tool-catalog.ts';

/** A tool as the server lists it, with what is read here picked out. */
export interface ListedTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: JsonObject;
  /** Declared by `readOnlyHint`. */
  readonly readOnly: boolean;
  /** Everything the server says of it. */
  readonly whole: JsonObject;
}

/** More pages of tools than this are not asked for. */
const MAX_PAGES = 50;

/** All tools of the server, page after page. Throws as `post` does. */
export async function listTools(connection: Connection, signal?: AbortSignal): Promise<ListedTool[]> {
  const tools: ListedTool[] = [];
  let cursor: unknown;
  for (let page = 0; page < MAX_PAGES; page++) {
    const params = cursor === undefined ? {} : { cursor };
    const result = await post(
      connection,
      { method: 'tools/list', params },
      { retry: 'safe', ...(signal === undefined ? {} : { signal }) },
    );
    tools.push(...toolsIn(result).flatMap(listed));
    cursor = isObject(result) ? result.nextCursor : undefined;
    if (cursor === undefined) break;
  }
  return tools;
}

/** The tool of that name. Throws a `configuration` failure that names those there are. */
export function findTool(name: string, tools: readonly ListedTool[]): ListedTool {
  const tool = tools.find((listed) => listed.name === name);
  if (tool !== undefined) return tool;
  const names = tools.map((listed) => listed.name).join(', ') || 'none';
  throw new BridgeFailure('configuration', `The server has no tool "${name}"; it has ${names}.`);
}

function listed(tool: JsonObject): ListedTool[] {
  const { name, title, description, inputSchema, annotations } = tool;
  if (typeof name !== 'string') return [];
  const hint = isObject(annotations) ? annotations.title : undefined;
  return [
    {
      name,
      title: typeof title === 'string' ? title : typeof hint === 'string' ? hint : name,
      description: typeof description === 'string' ? description : '',
      inputSchema: isObject(inputSchema) ? inputSchema : {},
      readOnly: isReadOnly(tool),
      whole: tool,
    },
  ];
}

import { didYouMean } from '../closest.ts';
import { BridgeFailure } from '../failure.ts';
import { isObject, type JsonObject } from '../json-rpc.ts';
import { isReadOnly, toolsIn } from './tool-catalog.ts';

/** A tool as the server lists it, with what the commands show picked out. */
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

/** More pages of a list than this are not asked for. */
const MAX_PAGES = 50;

/** The results of `tools/list` or another list, page after page. `ask` sends one with the given params and returns its result. */
export async function* listPages(ask: (params: JsonObject) => Promise<unknown>): AsyncGenerator<unknown> {
  let cursor: unknown;
  for (let page = 0; page < MAX_PAGES; page++) {
    const result = await ask(cursor === undefined ? {} : { cursor });
    yield result;
    cursor = isObject(result) ? result.nextCursor : undefined;
    if (cursor === undefined) return;
  }
}

/** The tools in a page of `tools/list`. */
export function listedTools(page: unknown): ListedTool[] {
  return toolsIn(page).flatMap(listed);
}

/** The tool of that name. Throws a `configuration` failure that names those there are. */
export function findTool(name: string, tools: readonly ListedTool[]): ListedTool {
  const tool = tools.find((candidate) => candidate.name === name);
  if (tool !== undefined) return tool;
  const names = tools.map((candidate) => candidate.name);
  const meant = didYouMean(name, names) || `; it has ${names.join(', ') || 'none'}.`;
  throw new BridgeFailure('configuration', `The server has no tool "${name}"${meant}`);
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

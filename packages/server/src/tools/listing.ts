import { listTool } from '@case-insights/core/tools';
import type { ListToolsResult } from '@modelcontextprotocol/server';
import type { Tool } from './registry.ts';

/** A cache: schemas never change while an instance lives, and deriving them takes milliseconds. */
const listings = new WeakMap<readonly Tool[], ListToolsResult>();

/** The answer to `tools/list`. */
export function listTools(tools: readonly Tool[]): ListToolsResult {
  let listing = listings.get(tools);
  if (listing === undefined) {
    // A JSON Schema is JSON, but its type here does not say so; a copy through JSON is plain data for sure.
    const copy: ListToolsResult = JSON.parse(
      JSON.stringify({ tools: tools.map((one) => listTool(one.definition)) }),
    );
    listing = copy;
    listings.set(tools, listing);
  }
  return listing;
}

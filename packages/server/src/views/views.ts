import { pageOf, VIEW_OF_TOOL, type ViewName } from '@case-insights/views/page';
import type { ListToolsResult, ReadResourceResult, Resource } from '@modelcontextprotocol/server';
import * as z from 'zod';

// MCP Apps, specification of 2026-01-26: pages that hosts show beside a tool's result.

const EXTENSION = 'io.modelcontextprotocol/ui';
const MIME_TYPE = 'text/html;profile=mcp-app';
/** Where hosts of the extension's drafts look for the address of a view; its own helper for servers sets both, too. */
const DRAFT_URI_KEY = 'ui/resourceUri';

const CAPABILITIES = z.object({
  extensions: z.object({ [EXTENSION]: z.object({ mimeTypes: z.array(z.string()) }) }),
});

/** Whether a client that declares these capabilities shows views. */
export function showsViews(capabilities: unknown): boolean {
  const read = CAPABILITIES.safeParse(capabilities);
  return read.success && read.data.extensions[EXTENSION].mimeTypes.includes(MIME_TYPE);
}

const TITLES: Readonly<Record<(typeof VIEW_OF_TOOL)[keyof typeof VIEW_OF_TOOL], string>> = {
  summary: 'Counts of cases',
  trends: 'Trends of services',
  analysis: 'Problems and analysis',
  rows: 'Rows of a query',
};

function uriOf(view: ViewName): string {
  return `ui://case-insights/${view}.html`;
}

const VIEW_OF: Readonly<Record<string, ViewName>> = VIEW_OF_TOOL;

/** The tools, each naming its view where it has one. */
export function withViews({ tools, ...rest }: ListToolsResult): ListToolsResult {
  return {
    ...rest,
    tools: tools.map((tool) => {
      const view = VIEW_OF[tool.name];
      if (view === undefined) return tool;
      const uri = uriOf(view);
      return { ...tool, _meta: { ui: { resourceUri: uri }, [DRAFT_URI_KEY]: uri } };
    }),
  };
}

/**
 * What hosts need to know of each page: it names no origin, so it may load nothing and send nothing anywhere; to copy
 * rows it writes to the clipboard.
 */
const PAGE_META = { ui: { csp: {}, permissions: { clipboardWrite: {} }, prefersBorder: true } };

/** The views, as `resources/list` shows them. */
export const VIEW_RESOURCES: readonly Resource[] = Object.values(VIEW_OF_TOOL).map((view) => ({
  uri: uriOf(view),
  name: `view-${view}`,
  title: TITLES[view],
  mimeType: MIME_TYPE,
  _meta: PAGE_META,
}));

/**
 * The view of this address, or undefined where there is none.
 * @param page reads the page that holds every view.
 */
export async function readView(
  uri: string,
  page: () => Promise<string>,
): Promise<ReadResourceResult | undefined> {
  const view = Object.values(VIEW_OF_TOOL).find((one) => uriOf(one) === uri);
  if (view === undefined) return undefined;
  return { contents: [{ uri, mimeType: MIME_TYPE, text: pageOf(await page(), view), _meta: PAGE_META }] };
}

import type { CallToolResult, ListToolsResult, ReadResourceResult } from '@modelcontextprotocol/client';

/** What the preview asks of the process that serves it, which asks the server through the bridge. */
export interface PreviewServer {
  readonly listTools: () => Promise<ListToolsResult>;
  readonly readResource: (uri: string) => Promise<ReadResourceResult>;
  readonly callTool: (name: string, args: unknown) => Promise<CallToolResult>;
}

/** The server of this page, at its own address. Its methods reject with what the server said. */
export const PREVIEW_SERVER: PreviewServer = {
  listTools: () => json('/tools'),
  readResource: (uri) => json(`/resource?uri=${encodeURIComponent(uri)}`),
  callTool: (name, args) =>
    json('/call', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name, arguments: args }),
    }),
};

async function json<Answer>(path: string, init?: RequestInit): Promise<Answer> {
  const response = await fetch(path, init);
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return response.json();
}

import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import * as z from 'zod';
import { type Check, expectThat } from './check.ts';
import {
  expectEveryTool,
  JSON_HEADERS,
  LIST_TOOLS,
  post,
  readAnswer,
  type Stage,
  TOOL_LIST,
} from './stage.ts';

/** Both protocol eras through the SDK's client, a plain POST without a handshake, and streamed progress. */
export function protocolChecks(stage: Stage, options: { streams: boolean }): readonly Check[] {
  const era = (name: string, mode: 'legacy' | { pin: string }): Check => ({
    name,
    run: async () => {
      const client = new Client(
        { name: 'case-insights-smoke', version: '1' },
        { versionNegotiation: { mode } },
      );
      const url = new URL(`${stage.base}/mcp`);
      try {
        await client.connect(
          new StreamableHTTPClientTransport(url, { fetch: (to, init) => stage.fetch(to, init) }),
        );
        expectEveryTool((await client.listTools()).tools);
        return undefined;
      } finally {
        await client.close();
      }
    },
  });
  const progress = 'progress arrives in pieces';
  return [
    {
      name: 'MCP by a plain POST lists every tool',
      run: async () => {
        const response = await post(stage, '/mcp', LIST_TOOLS);
        expectEveryTool((await readAnswer(response, z.looseObject({ result: TOOL_LIST }))).result.tools);
        return undefined;
      },
    },
    era('MCP of 2025 (initialize) lists every tool', 'legacy'),
    era('MCP of 2026 (no handshake) lists every tool', { pin: '2026-07-28' }),
    options.streams
      ? { name: progress, run: () => progressStream(stage) }
      : { name: progress, skip: '--buffered' },
  ];
}

/** Calls a tool with a progress token and reads the stream. Returns how many pieces arrived. */
async function progressStream(stage: Stage): Promise<string> {
  // Reports progress before its query, and calls no model because no case is that old.
  const longAgo = { start_date: '2000-01-01', end_date: '2000-01-01' };
  const call = { name: 'analyze_case_summaries', arguments: longAgo, _meta: { progressToken: 1 } };
  const response = await stage.fetch(`${stage.base}/mcp`, {
    method: 'POST',
    headers: { ...JSON_HEADERS, accept: 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: call }),
  });
  const type = response.headers.get('content-type') ?? 'no content type';
  if (!type.startsWith('text/event-stream')) {
    await response.text();
    expectThat(false, 'an event stream (add --buffered for a stack with ResponseStreaming=false)', type);
  }
  stage.spending.queries += 1;
  const decoder = new TextDecoder();
  let [pieces, text] = [0, ''];
  for await (const piece of response.body ?? []) {
    pieces += 1;
    text += decoder.decode(piece, { stream: true });
  }
  expectThat(text.includes('"notifications/progress"'), 'progress in the stream', text);
  expectThat(text.includes('"structuredContent"'), 'a result at its end', text.slice(-300));
  expectThat(pieces >= 2, 'at least 2 pieces', pieces);
  return `${pieces} pieces`;
}

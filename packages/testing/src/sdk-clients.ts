import type { Stream } from 'node:stream';
import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client';
import {
  type StdioServerParameters,
  StdioClientTransport as StdioV2,
} from '@modelcontextprotocol/client/stdio';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

/**
 * The MCP SDK's own clients: v1 and v2 as they come (2025 era), v2 that tries the 2026 era first, and v2 that speaks
 * nothing else.
 */
export type ClientKind = 'v1' | 'v2' | 'v2 auto' | 'v2 2026-07-28';

/** The kinds that speak with a server of either era. */
export const CLIENTS = ['v1', 'v2', 'v2 auto'] as const satisfies readonly ClientKind[];

export const CLIENT_INFO = { name: 'test-client', version: '7.8.9' };

export interface ClientOptions {
  readonly clientInfo?: { readonly name: string; readonly version: string };
  readonly capabilities?: { readonly [name: string]: object };
}

/** A client of the given kind, not connected yet. */
export function createClient(
  kind: ClientKind,
  { clientInfo = CLIENT_INFO, capabilities = {} }: ClientOptions = {},
): ClientV1 | ClientV2 {
  switch (kind) {
    case 'v1':
      return new ClientV1(clientInfo, { capabilities });
    case 'v2':
      return new ClientV2(clientInfo, { capabilities });
    case 'v2 auto':
      return new ClientV2(clientInfo, { capabilities, versionNegotiation: { mode: 'auto' } });
    case 'v2 2026-07-28':
      return new ClientV2(clientInfo, { capabilities, versionNegotiation: { mode: { pin: '2026-07-28' } } });
  }
}

export interface StdioConnection {
  /** What the server has written to stderr so far. */
  stderr(): string;
  /** The protocol revision that client and server agreed on. */
  revision(): string | undefined;
}

/** Connects a client to a server that it starts itself. */
export async function connectOverStdio(
  client: ClientV1 | ClientV2,
  server: StdioServerParameters,
): Promise<StdioConnection> {
  const parameters = { ...server, stderr: 'pipe' as const };
  if (client instanceof ClientV2) {
    const transport = new StdioV2(parameters);
    const stderr = collect(transport.stderr);
    await client.connect(transport);
    return { stderr, revision: () => client.getNegotiatedProtocolVersion() };
  }
  const transport = new StdioV1(parameters);
  const stderr = collect(transport.stderr);
  let revision: string | undefined;
  // v1 tells the revision to its transport alone.
  Object.assign(transport, {
    setProtocolVersion: (version: string) => {
      revision = version;
    },
  });
  await client.connect(transport);
  return { stderr, revision: () => revision };
}

function collect(stream: Stream | null): () => string {
  let text = '';
  stream?.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8');
  });
  return () => text;
}

/** Connects a client to a server at a URL, through a `fetch` of the test's own where one is given. */
export async function connectOverHttp(
  client: ClientV1 | ClientV2,
  url: string,
  options: { readonly fetch?: (url: string | URL, init?: RequestInit) => Promise<Response> } = {},
): Promise<void> {
  if (client instanceof ClientV1) {
    await client.connect(new HttpV1(new URL(url), options) as Parameters<ClientV1['connect']>[0]);
  } else {
    await client.connect(new HttpV2(new URL(url), options));
  }
}

export { ClientV1, ClientV2 };

import { Client as ClientV2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { StackDescription } from '../../src/stack.ts';
import type { Credentials } from './sign.ts';
import { BRIDGE } from './stack.ts';

/** What the tests ask of a client, whichever SDK it comes from. */
export interface TestClient {
  readonly name: string;
  revision(): string | undefined;
  listTools(): Promise<{ name: string; inputSchema: unknown; outputSchema?: unknown }[]>;
  callTool(name: string, args?: Record<string, unknown>, options?: CallOptions): Promise<ToolResult>;
  close(): Promise<void>;
}

export interface CallOptions {
  readonly onprogress?: (progress: { progress: number; message?: string | undefined }) => void;
  readonly signal?: AbortSignal;
}

export interface ToolResult {
  readonly isError?: boolean | undefined;
  readonly structuredContent?: unknown;
  readonly content: readonly { readonly type: string; readonly text?: string }[];
  readonly _meta?: Record<string, unknown> | undefined;
}

export type ClientKind = 'v2, 2026-07-28' | 'v2, 2025-11-25' | 'v1, 2025-11-25' | 'v2, auto';
/** One client for each era of the protocol and of the SDK; `auto` finds the era out by itself. */
export const CLIENT_KINDS: readonly ClientKind[] = ['v2, 2026-07-28', 'v2, 2025-11-25', 'v1, 2025-11-25'];

/** Connects one of the SDK's own clients to the stack, over stdio and through the built bridge. */
export async function connect(
  kind: ClientKind,
  stack: StackDescription,
  as?: Credentials,
): Promise<TestClient> {
  const { accessKeyId, secretAccessKey, sessionToken }: Credentials = as ?? stack.identities.allowed;
  const server = {
    command: process.execPath,
    args: [BRIDGE, '--url', stack.endpoint],
    env: {
      PATH: process.env.PATH ?? '',
      // No profile or credential of whoever runs the tests.
      HOME: '/nonexistent',
      AWS_REGION: stack.region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken }),
    },
    stderr: 'ignore' as const,
  };
  return kind === 'v1, 2025-11-25' ? connectV1(server) : connectV2(kind, server);
}

type Server = ConstructorParameters<typeof StdioV1>[0];

async function connectV1(server: Server): Promise<TestClient> {
  const client = new ClientV1({ name: 'test-v1', version: '1.0.0' });
  const transport = new StdioV1(server);
  let revision: string | undefined;
  Object.assign(transport, {
    setProtocolVersion: (version: string) => {
      revision = version;
    },
  });
  await client.connect(transport);
  return {
    name: 'v1',
    revision: () => revision,
    listTools: async () => (await client.listTools()).tools,
    callTool: async (name, args = {}, options) =>
      (await client.callTool({ name, arguments: args }, undefined, options)) as ToolResult,
    close: () => client.close(),
  };
}

async function connectV2(kind: ClientKind, server: Server): Promise<TestClient> {
  const mode = kind === 'v2, 2026-07-28' ? { pin: '2026-07-28' } : kind === 'v2, auto' ? 'auto' : 'legacy';
  const client = new ClientV2({ name: 'test-v2', version: '1.0.0' }, { versionNegotiation: { mode } });
  await client.connect(new StdioV2(server));
  return {
    name: 'v2',
    revision: () => client.getNegotiatedProtocolVersion(),
    listTools: async () => (await client.listTools()).tools,
    callTool: async (name, args = {}, options) =>
      (await client.callTool({ name, arguments: args }, options)) as ToolResult,
    close: () => client.close(),
  };
}

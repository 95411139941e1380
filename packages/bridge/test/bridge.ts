import type { Stream } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Client as ClientV2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js';

/** The built bridge. */
export const BRIDGE = fileURLToPath(new URL('../dist/bridge.js', import.meta.url));

/** Credentials that no AWS account knows; the test servers do not ask, or check the signature by themselves. */
export const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  AWS_REGION: 'eu-west-1',
};

export const CLIENT_INFO = { name: 'test-client', version: '7.8.9' };

/** The SDK's own clients: v1, v2 as it comes (2025 era), v2 that prefers the 2026 era. */
export const CLIENTS = ['v1', 'v2', 'v2 auto'] as const;
export type ClientKind = (typeof CLIENTS)[number];

export interface LaunchOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Leave out `--url`. */
  readonly bare?: boolean;
  readonly capabilities?: { readonly [name: string]: object };
}

/** How an MCP client would start the bridge in front of `url`. */
export function launch(url: string, { args = [], env = {}, bare = false }: LaunchOptions = {}) {
  return {
    command: process.execPath,
    args: [BRIDGE, ...(bare ? [] : ['--url', url]), ...args],
    env: { ...CREDENTIALS, ...env },
    stderr: 'pipe' as const,
  };
}

/** A client of the given kind, not connected yet. */
export function createClient(
  kind: ClientKind,
  capabilities: LaunchOptions['capabilities'] = {},
): ClientV1 | ClientV2 {
  if (kind === 'v1') return new ClientV1(CLIENT_INFO, { capabilities });
  return new ClientV2(CLIENT_INFO, {
    capabilities,
    ...(kind === 'v2 auto' ? { versionNegotiation: { mode: 'auto' as const } } : {}),
  });
}

/** Connects `client` to a bridge of its own in front of `url`. Returns what the bridge has written to stderr so far. */
export async function attach(
  client: ClientV1 | ClientV2,
  url: string,
  options: LaunchOptions = {},
): Promise<() => string> {
  const transport =
    client instanceof ClientV1 ? new StdioV1(launch(url, options)) : new StdioV2(launch(url, options));
  const stderr = collect(transport.stderr);
  if (client instanceof ClientV1) await client.connect(transport as StdioV1);
  else await client.connect(transport as StdioV2);
  return stderr;
}

/** A connected client of the given kind. */
export async function connect(kind: ClientKind, url: string, options: LaunchOptions = {}) {
  const client = createClient(kind, options.capabilities);
  return { client, stderr: await attach(client, url, options) };
}

function collect(stream: Stream | null): () => string {
  let text = '';
  stream?.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8');
  });
  return () => text;
}

export { ClientV1, ClientV2 };

import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { onTestFinished } from 'vitest';

const CLIENT_INFO = { name: 'http-client', version: '1.2.3' };
/** The SDK's own HTTP clients: v1, v2 as it comes (2025 era), v2 that prefers the 2026 era. */
export const KINDS = ['v1', 'v2', 'v2 auto'] as const;

/** A client of the given kind, connected until the test ends. */
export async function connect(kind: (typeof KINDS)[number], url: string) {
  if (kind === 'v1') {
    const client = new ClientV1(CLIENT_INFO);
    await client.connect(new HttpV1(new URL(url)) as Parameters<ClientV1['connect']>[0]);
    onTestFinished(() => client.close());
    return client;
  }
  const negotiation = kind === 'v2 auto' ? { versionNegotiation: { mode: 'auto' as const } } : {};
  const client = new ClientV2(CLIENT_INFO, negotiation);
  await client.connect(new HttpV2(new URL(url)));
  onTestFinished(() => client.close());
  return client;
}

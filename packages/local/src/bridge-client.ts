import { Client, type ClientCapabilities } from '@modelcontextprotocol/client';
import { getDefaultEnvironment, StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { BRIDGE } from './built.ts';
import { environment } from './client-configuration.ts';
import type { StackDescription } from './stack.ts';

/**
 * Launches the real bridge as an MCP client does, and opens the protocol with the server behind it.
 * @param name what the client calls itself.
 */
export async function connectBridge(
  { endpoint, region, identities }: StackDescription,
  name: string,
  capabilities: ClientCapabilities = {},
): Promise<Client> {
  const client = new Client(
    { name, version: '1.0.0' },
    { capabilities, versionNegotiation: { mode: 'auto' } },
  );
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [BRIDGE, '--url', endpoint],
    env: { ...getDefaultEnvironment(), ...environment(identities.allowed, region) },
    stderr: 'inherit',
  });
  await client.connect(transport);
  return client;
}

import { BRIDGE } from './built.ts';
import type { Caller, StackDescription } from './stack.ts';

/** Each MCP client, the file it reads and the configuration that connects it to this stack through the real bridge. */
export interface ClientConfiguration {
  readonly clients: string;
  readonly file: string;
  readonly json: unknown;
}

/** Configurations ready to paste. Loopback has no region in its name, so it is given beside the credentials. */
export function clientConfigurations({
  endpoint,
  region,
  identities,
}: Pick<StackDescription, 'endpoint' | 'region' | 'identities'>): ClientConfiguration[] {
  const server = {
    command: 'node',
    args: [BRIDGE, '--url', endpoint],
    env: environment(identities.allowed, region),
  };
  return [
    {
      clients: 'Kiro',
      file: '.kiro/settings/mcp.json',
      json: {
        mcpServers: {
          'case-insights': {
            ...server,
            disabled: false,
            // The two tools that cost no model call.
            autoApprove: ['get_case_summary', 'get_service_trends'],
          },
        },
      },
    },
    {
      clients: 'Claude Desktop and Cursor',
      file: 'claude_desktop_config.json, .cursor/mcp.json',
      json: { mcpServers: { 'case-insights': server } },
    },
    {
      clients: 'VS Code',
      file: '.vscode/mcp.json',
      json: { servers: { 'case-insights': { type: 'stdio', ...server } } },
    },
  ];
}

/** The environment that signs as this caller. */
export function environment(
  { accessKeyId, secretAccessKey }: Caller,
  region: string,
): Record<string, string> {
  return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_REGION: region };
}

import { applicationData, joinOn, type Machine } from './machine.ts';

export type Scope = 'user' | 'workspace';

/** One MCP client: where it keeps its servers, and how one is written there. */
export interface McpClient {
  /** What `--client` calls it. */
  readonly id: string;
  readonly title: string;
  /** The file of a scope; undefined where the client has none. */
  readonly file: (machine: Machine, scope: Scope) => string | undefined;
  /** Folders and files one of which exists where the client is installed. */
  readonly traces: (machine: Machine) => readonly string[];
  /** The member of the file that holds the servers. */
  readonly root: 'mcpServers' | 'servers';
  /** What stands beside `command` and `args`: written if it is not there, never changed. */
  readonly extra: Readonly<Record<string, unknown>>;
  /** Whether `npx` has to be started by `cmd /c` on Windows, where it is a batch file. */
  readonly needsCmd: boolean;
  /** What makes the client read the file again, as a sentence. */
  readonly reload: string;
}

/** The two tools that cost no model call: the deployment guide's first list. */
const AUTO_APPROVED = ['get_case_summary', 'get_service_trends'];

const home = (machine: Machine, ...parts: string[]) => joinOn(machine, machine.home, ...parts);
const byScope =
  (user: readonly string[], workspace: readonly string[]): McpClient['file'] =>
  (machine, scope) =>
    scope === 'user' ? home(machine, ...user) : joinOn(machine, machine.workspace, ...workspace);

/** The clients `setup` knows, each with the source of its facts. */
export const CLIENTS: readonly McpClient[] = [
  {
    // kiro.dev/docs/mcp/configuration
    id: 'kiro',
    title: 'Kiro',
    file: byScope(['.kiro', 'settings', 'mcp.json'], ['.kiro', 'settings', 'mcp.json']),
    traces: (machine) => [home(machine, '.kiro')],
    root: 'mcpServers',
    extra: { disabled: false, autoApprove: AUTO_APPROVED },
    needsCmd: false,
    reload: 'Restart Kiro, or reconnect the server in its MCP Servers view.',
  },
  {
    // modelcontextprotocol.io/docs/develop/connect-local-servers
    id: 'claude-desktop',
    title: 'Claude Desktop',
    file: (machine, scope) => (scope === 'user' ? claudeDesktopFile(machine) : undefined),
    traces: (machine) => [joinOn(machine, applicationData(machine), 'Claude'), ...packagedClaude(machine)],
    root: 'mcpServers',
    extra: {},
    needsCmd: false,
    reload: 'Quit Claude Desktop completely and start it again.',
  },
  {
    // code.claude.com/docs/en/mcp: scopes, and `cmd /c` on native Windows
    id: 'claude-code',
    title: 'Claude Code',
    file: (machine, scope) =>
      scope === 'user' ? claudeCodeFile(machine) : joinOn(machine, machine.workspace, '.mcp.json'),
    traces: (machine) => [claudeCodeFile(machine), home(machine, '.claude')],
    root: 'mcpServers',
    extra: { type: 'stdio' },
    needsCmd: true,
    reload: 'Start Claude Code again; /mcp shows the server.',
  },
  {
    // cursor.com/docs/mcp
    id: 'cursor',
    title: 'Cursor',
    file: byScope(['.cursor', 'mcp.json'], ['.cursor', 'mcp.json']),
    traces: (machine) => [home(machine, '.cursor')],
    root: 'mcpServers',
    extra: { type: 'stdio' },
    needsCmd: false,
    reload: 'Restart Cursor, or switch the server on in its settings under Tools & MCP.',
  },
  {
    // code.visualstudio.com/docs/agents/reference/mcp-configuration, …/docs/configure/settings for the user folder
    id: 'vscode',
    title: 'VS Code',
    file: (machine, scope) =>
      scope === 'user'
        ? joinOn(machine, applicationData(machine), 'Code', 'User', 'mcp.json')
        : joinOn(machine, machine.workspace, '.vscode', 'mcp.json'),
    traces: (machine) => [joinOn(machine, applicationData(machine), 'Code', 'User')],
    root: 'servers',
    extra: { type: 'stdio' },
    needsCmd: false,
    reload: 'Run "MCP: List Servers" in VS Code and start the server.',
  },
  {
    // docs.windsurf.com/windsurf/cascade/mcp
    id: 'windsurf',
    title: 'Windsurf',
    file: (machine, scope) =>
      scope === 'user' ? home(machine, '.codeium', 'windsurf', 'mcp_config.json') : undefined,
    traces: (machine) => [home(machine, '.codeium', 'windsurf')],
    root: 'mcpServers',
    extra: {},
    needsCmd: false,
    reload: 'Refresh the MCP servers in the settings of Windsurf.',
  },
  {
    // docs.aws.amazon.com/amazonq/latest/qdeveloper-ug/command-line-mcp-config-CLI.html; the default agent includes
    // these files (useLegacyMcpJson in github.com/aws/amazon-q-developer-cli, docs/agent-format.md)
    id: 'amazon-q',
    title: 'Amazon Q CLI',
    file: byScope(['.aws', 'amazonq', 'mcp.json'], ['.amazonq', 'mcp.json']),
    traces: (machine) => [home(machine, '.aws', 'amazonq')],
    root: 'mcpServers',
    extra: {},
    needsCmd: false,
    reload: 'Start "q chat" again; /tools shows the server.',
  },
];

/** `CLAUDE_CONFIG_DIR` moves Claude Code's own file too (code.claude.com/docs/en/settings). */
function claudeCodeFile(machine: Machine): string {
  return joinOn(machine, machine.environment.CLAUDE_CONFIG_DIR || machine.home, '.claude.json');
}

function claudeDesktopFile(machine: Machine): string {
  const folder = packagedClaude(machine)[0] ?? joinOn(machine, applicationData(machine), 'Claude');
  return joinOn(machine, folder, 'claude_desktop_config.json');
}

/**
 * The folders of Claude Desktop installed as an MSIX package, as its Windows installer has done since February 2026:
 * Windows shows the program this folder in place of `%APPDATA%\Claude` (github.com/anthropics/claude-code/issues/26073).
 */
function packagedClaude(machine: Machine): string[] {
  if (machine.system !== 'win32') return [];
  const local = machine.environment.LOCALAPPDATA || home(machine, 'AppData', 'Local');
  const packages = joinOn(machine, local, 'Packages');
  return machine
    .list(packages)
    .filter((name) => name.startsWith('Claude_'))
    .map((name) => joinOn(machine, packages, name, 'LocalCache', 'Roaming', 'Claude'));
}

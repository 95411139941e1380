import {
  claudeCodeFile,
  claudeDesktopFile,
  clineFile,
  codexFolder,
  copilotFolder,
  gooseFolder,
  home,
  jsonOrJsonc,
  oldClineFolder,
  packagedClaude,
  rooFolder,
  zedFolder,
} from './client-folders.ts';
import type { HttpStyle } from './http-server.ts';
import { applicationData, configFolder, joinOn, type Machine } from './machine.ts';
import { commandAndArgs, type WriteLaunch } from './server-entry.ts';

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
  readonly format: 'json' | 'toml' | 'yaml';
  /** The member of the file that holds the servers. */
  readonly root: string;
  /** How the command that starts a server is written there. */
  readonly launch: WriteLaunch;
  /** What stands beside the command: written if it is not there, never changed. */
  readonly extra: Readonly<Record<string, unknown>>;
  /** How a server over HTTP is written there; undefined where `setup` writes none. */
  readonly http: HttpStyle | undefined;
  /** Whether `npx` has to be started by `cmd /c` on Windows, where it is a batch file. */
  readonly needsCmd: boolean;
  /** What makes the client read the file again, as a sentence. */
  readonly reload: string;
}

/** What most clients read: JSON with `command` and `args` under `mcpServers`. */
const USUAL = {
  format: 'json',
  root: 'mcpServers',
  launch: commandAndArgs,
  extra: {},
  http: undefined,
  needsCmd: false,
} as const satisfies Partial<McpClient>;

/** The two tools that cost no model call: the deployment guide's first list. */
const AUTO_APPROVED = ['get_case_summary', 'get_service_trends'];

/** What decides as whom and where the bridge signs, besides the files in the home folder. */
const AWS_VARIABLES = [
  'AWS_PROFILE',
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_CA_BUNDLE',
  'HTTPS_PROXY',
  'NO_PROXY',
];

const byScope =
  (user: readonly string[], workspace: readonly string[]): McpClient['file'] =>
  (machine, scope) =>
    scope === 'user' ? home(machine, ...user) : joinOn(machine, machine.workspace, ...workspace);

/** The clients `setup` knows, each with the source of its facts. */
export const CLIENTS: readonly McpClient[] = [
  {
    ...USUAL,
    // kiro.dev/docs/mcp/configuration
    id: 'kiro',
    title: 'Kiro',
    file: byScope(['.kiro', 'settings', 'mcp.json'], ['.kiro', 'settings', 'mcp.json']),
    traces: (machine) => [home(machine, '.kiro')],
    extra: { disabled: false, autoApprove: AUTO_APPROVED },
    http: { address: 'url', extra: { disabled: false, autoApprove: AUTO_APPROVED } },
    reload: 'Restart Kiro, or reconnect the server in its MCP Servers view.',
  },
  {
    ...USUAL,
    // modelcontextprotocol.io/docs/develop/connect-local-servers
    id: 'claude-desktop',
    title: 'Claude Desktop',
    file: (machine, scope) => (scope === 'user' ? claudeDesktopFile(machine) : undefined),
    traces: (machine) => [joinOn(machine, applicationData(machine), 'Claude'), ...packagedClaude(machine)],
    reload: 'Quit Claude Desktop completely and start it again.',
  },
  {
    ...USUAL,
    // code.claude.com/docs/en/mcp: scopes, and `cmd /c` on native Windows
    id: 'claude-code',
    title: 'Claude Code',
    file: (machine, scope) =>
      scope === 'user' ? claudeCodeFile(machine) : joinOn(machine, machine.workspace, '.mcp.json'),
    traces: (machine) => [claudeCodeFile(machine), home(machine, '.claude')],
    extra: { type: 'stdio' },
    needsCmd: true,
    http: { address: 'url', extra: { type: 'http' } },
    reload: 'Start Claude Code again; /mcp shows the server.',
  },
  {
    ...USUAL,
    // cursor.com/docs/mcp
    id: 'cursor',
    title: 'Cursor',
    file: byScope(['.cursor', 'mcp.json'], ['.cursor', 'mcp.json']),
    traces: (machine) => [home(machine, '.cursor')],
    extra: { type: 'stdio' },
    http: { address: 'url', extra: {} },
    reload: 'Restart Cursor, or switch the server on in its settings under Tools & MCP.',
  },
  {
    ...USUAL,
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
    http: { address: 'url', extra: { type: 'http' } },
    reload: 'Run "MCP: List Servers" in VS Code and start the server.',
  },
  {
    ...USUAL,
    // docs.windsurf.com/windsurf/cascade/mcp
    id: 'windsurf',
    title: 'Windsurf',
    file: (machine, scope) =>
      scope === 'user' ? home(machine, '.codeium', 'windsurf', 'mcp_config.json') : undefined,
    traces: (machine) => [home(machine, '.codeium', 'windsurf')],
    http: { address: 'serverUrl', extra: {} },
    reload: 'Refresh the MCP servers in the settings of Windsurf.',
  },
  {
    ...USUAL,
    // docs.aws.amazon.com/amazonq/latest/qdeveloper-ug/command-line-mcp-config-CLI.html; the default agent includes
    // these files (useLegacyMcpJson in github.com/aws/amazon-q-developer-cli, docs/agent-format.md)
    id: 'amazon-q',
    title: 'Amazon Q CLI',
    file: byScope(['.aws', 'amazonq', 'mcp.json'], ['.amazonq', 'mcp.json']),
    traces: (machine) => [home(machine, '.aws', 'amazonq')],
    reload: 'Start "q chat" again; /tools shows the server.',
  },
  {
    ...USUAL,
    // geminicli.com/docs/tools/mcp-server
    id: 'gemini',
    title: 'Gemini CLI',
    file: byScope(['.gemini', 'settings.json'], ['.gemini', 'settings.json']),
    traces: (machine) => [home(machine, '.gemini')],
    http: { address: 'httpUrl', extra: {} },
    reload: 'Start "gemini" again, in a folder it trusts; /mcp shows the server.',
  },
  {
    ...USUAL,
    // developers.openai.com/codex/mcp; a project's own file counts once the project is trusted
    id: 'codex',
    title: 'Codex',
    file: (machine, scope) =>
      scope === 'user'
        ? joinOn(machine, codexFolder(machine), 'config.toml')
        : joinOn(machine, machine.workspace, '.codex', 'config.toml'),
    traces: (machine) => [codexFolder(machine)],
    format: 'toml',
    root: 'mcp_servers',
    // Codex starts servers with a dozen variables of its own choice and these.
    extra: { env_vars: AWS_VARIABLES },
    reload: 'Start "codex" again; /mcp shows the server.',
  },
  {
    ...USUAL,
    // opencode.ai/docs/mcp-servers, …/docs/config
    id: 'opencode',
    title: 'opencode',
    file: (machine, scope) =>
      jsonOrJsonc(
        machine,
        scope === 'user' ? joinOn(machine, configFolder(machine), 'opencode') : machine.workspace,
        'opencode',
      ),
    traces: (machine) => [joinOn(machine, configFolder(machine), 'opencode')],
    root: 'mcp',
    launch: ({ command, args }) => ({ command: [command, ...args] }),
    extra: { type: 'local', enabled: true },
    http: { address: 'url', extra: { type: 'remote', enabled: true } },
    reload: 'Start "opencode" again; "opencode mcp list" shows the server.',
  },
  {
    ...USUAL,
    // "copilot mcp --help"; docs.github.com/copilot/how-tos/copilot-cli/customize-copilot/add-mcp-servers
    id: 'copilot-cli',
    title: 'GitHub Copilot CLI',
    file: (machine, scope) =>
      scope === 'user'
        ? joinOn(machine, copilotFolder(machine), 'mcp-config.json')
        : joinOn(machine, machine.workspace, '.github', 'mcp.json'),
    traces: (machine) => [copilotFolder(machine)],
    extra: { type: 'local', tools: ['*'] },
    http: { address: 'url', extra: { type: 'http', tools: ['*'] } },
    reload: 'Start "copilot" again; /mcp show lists the server.',
  },
  {
    ...USUAL,
    // qwenlm.github.io/qwen-code-docs/en/users/features/mcp
    id: 'qwen',
    title: 'Qwen Code',
    file: byScope(['.qwen', 'settings.json'], ['.qwen', 'settings.json']),
    traces: (machine) => [home(machine, '.qwen')],
    http: { address: 'httpUrl', extra: {} },
    reload: 'Start "qwen" again; /mcp shows the server.',
  },
  {
    ...USUAL,
    // zed.dev/docs/ai/mcp, zed.dev/docs/configuring-zed
    id: 'zed',
    title: 'Zed',
    file: (machine, scope) =>
      scope === 'user'
        ? joinOn(machine, zedFolder(machine), 'settings.json')
        : joinOn(machine, machine.workspace, '.zed', 'settings.json'),
    traces: (machine) => [zedFolder(machine)],
    root: 'context_servers',
    http: { address: 'url', extra: {} },
    reload: 'Zed starts the server at once; its Agent Panel settings show it.',
  },
  {
    ...USUAL,
    // docs.cline.bot/mcp/mcp-overview, docs.cline.bot/getting-started/config
    id: 'cline',
    title: 'Cline',
    file: (machine, scope) => (scope === 'user' ? clineFile(machine) : undefined),
    traces: (machine) => [home(machine, '.cline'), oldClineFolder(machine)],
    extra: { disabled: false, autoApprove: AUTO_APPROVED },
    http: { address: 'url', extra: { type: 'streamableHttp', disabled: false, autoApprove: AUTO_APPROVED } },
    reload: 'Cline starts the server at once; its MCP Servers view shows it.',
  },
  {
    ...USUAL,
    // docs.roocode.com/features/mcp/using-mcp-in-roo
    id: 'roo',
    title: 'Roo Code',
    file: (machine, scope) =>
      scope === 'user'
        ? joinOn(machine, rooFolder(machine), 'settings', 'mcp_settings.json')
        : joinOn(machine, machine.workspace, '.roo', 'mcp.json'),
    traces: (machine) => [rooFolder(machine)],
    extra: { disabled: false, alwaysAllow: AUTO_APPROVED },
    http: { address: 'url', extra: { type: 'streamable-http', disabled: false, alwaysAllow: AUTO_APPROVED } },
    reload: 'Roo Code starts the server at once; its MCP view shows it.',
  },
  {
    ...USUAL,
    // junie.jetbrains.com/docs/junie-ides-mcp-settings.html
    id: 'jetbrains',
    title: 'JetBrains Junie',
    file: byScope(['.junie', 'mcp', 'mcp.json'], ['.junie', 'mcp', 'mcp.json']),
    traces: (machine) => [home(machine, '.junie')],
    reload: 'Junie starts the server at once; Settings, Tools, Junie, MCP Settings shows it.',
  },
  {
    ...USUAL,
    // block.github.io/goose/docs/guides/config-files
    id: 'goose',
    title: 'Goose',
    file: (machine, scope) =>
      scope === 'user' ? joinOn(machine, gooseFolder(machine), 'config.yaml') : undefined,
    traces: (machine) => [gooseFolder(machine)],
    format: 'yaml',
    root: 'extensions',
    launch: ({ command, args }, name) => ({ name, cmd: command, args }),
    extra: { type: 'stdio', enabled: true, description: 'AWS support cases', timeout: 300, envs: {} },
    reload: 'Start a new Goose session.',
  },
  {
    ...USUAL,
    // lmstudio.ai/docs/app/mcp
    id: 'lm-studio',
    title: 'LM Studio',
    file: (machine, scope) => (scope === 'user' ? home(machine, '.lmstudio', 'mcp.json') : undefined),
    traces: (machine) => [home(machine, '.lmstudio')],
    http: { address: 'url', extra: {} },
    reload: 'LM Studio starts the server at once; the Program tab shows it.',
  },
];

import { describe, expect, it } from 'vitest';
import { CLIENTS, type Scope } from './clients.ts';
import type { Machine } from './machine.ts';

const MAC: Machine = {
  system: 'darwin',
  home: '/Users/ana',
  workspace: '/Users/ana/work',
  environment: {},
  list: () => [],
};
const LINUX: Machine = { ...MAC, system: 'linux', home: '/home/ana', workspace: '/home/ana/work' };
const WINDOWS: Machine = {
  system: 'win32',
  home: 'C:\\Users\\ana',
  workspace: 'D:\\work',
  environment: {
    APPDATA: 'C:\\Users\\ana\\AppData\\Roaming',
    LOCALAPPDATA: 'C:\\Users\\ana\\AppData\\Local',
  },
  list: () => [],
};
const PACKAGED: Machine = {
  ...WINDOWS,
  list: (folder) =>
    folder === 'C:\\Users\\ana\\AppData\\Local\\Packages' ? ['Other_1', 'Claude_pzs8sxrjxfjjc'] : [],
};

function fileOf(id: string, machine: Machine, scope: Scope): string | undefined {
  return CLIENTS.find((client) => client.id === id)?.file(machine, scope);
}

describe('the configuration file', () => {
  it.each<[string, Scope, Machine, string | undefined]>([
    ['kiro', 'user', MAC, '/Users/ana/.kiro/settings/mcp.json'],
    ['kiro', 'user', WINDOWS, 'C:\\Users\\ana\\.kiro\\settings\\mcp.json'],
    ['kiro', 'workspace', LINUX, '/home/ana/work/.kiro/settings/mcp.json'],
    [
      'claude-desktop',
      'user',
      MAC,
      '/Users/ana/Library/Application Support/Claude/claude_desktop_config.json',
    ],
    ['claude-desktop', 'user', LINUX, '/home/ana/.config/Claude/claude_desktop_config.json'],
    [
      'claude-desktop',
      'user',
      WINDOWS,
      'C:\\Users\\ana\\AppData\\Roaming\\Claude\\claude_desktop_config.json',
    ],
    [
      'claude-desktop',
      'user',
      PACKAGED,
      'C:\\Users\\ana\\AppData\\Local\\Packages\\Claude_pzs8sxrjxfjjc\\LocalCache\\Roaming\\Claude\\claude_desktop_config.json',
    ],
    ['claude-desktop', 'workspace', MAC, undefined],
    ['claude-code', 'user', MAC, '/Users/ana/.claude.json'],
    ['claude-code', 'user', WINDOWS, 'C:\\Users\\ana\\.claude.json'],
    ['claude-code', 'user', { ...LINUX, environment: { CLAUDE_CONFIG_DIR: '/cfg' } }, '/cfg/.claude.json'],
    ['claude-code', 'workspace', LINUX, '/home/ana/work/.mcp.json'],
    ['cursor', 'user', LINUX, '/home/ana/.cursor/mcp.json'],
    ['cursor', 'workspace', WINDOWS, 'D:\\work\\.cursor\\mcp.json'],
    ['vscode', 'user', MAC, '/Users/ana/Library/Application Support/Code/User/mcp.json'],
    ['vscode', 'user', LINUX, '/home/ana/.config/Code/User/mcp.json'],
    ['vscode', 'user', { ...LINUX, environment: { XDG_CONFIG_HOME: '/xdg' } }, '/xdg/Code/User/mcp.json'],
    [
      'vscode',
      'user',
      { ...LINUX, environment: { XDG_CONFIG_HOME: 'relative' } },
      '/home/ana/.config/Code/User/mcp.json',
    ],
    ['vscode', 'user', WINDOWS, 'C:\\Users\\ana\\AppData\\Roaming\\Code\\User\\mcp.json'],
    ['vscode', 'workspace', LINUX, '/home/ana/work/.vscode/mcp.json'],
    ['windsurf', 'user', WINDOWS, 'C:\\Users\\ana\\.codeium\\windsurf\\mcp_config.json'],
    ['windsurf', 'user', MAC, '/Users/ana/.codeium/windsurf/mcp_config.json'],
    ['windsurf', 'workspace', MAC, undefined],
    ['amazon-q', 'user', LINUX, '/home/ana/.aws/amazonq/mcp.json'],
    ['amazon-q', 'workspace', MAC, '/Users/ana/work/.amazonq/mcp.json'],
    ['gemini', 'user', MAC, '/Users/ana/.gemini/settings.json'],
    ['gemini', 'workspace', LINUX, '/home/ana/work/.gemini/settings.json'],
    ['codex', 'user', WINDOWS, 'C:\\Users\\ana\\.codex\\config.toml'],
    ['codex', 'user', { ...LINUX, environment: { CODEX_HOME: '/cx' } }, '/cx/config.toml'],
    ['codex', 'workspace', LINUX, '/home/ana/work/.codex/config.toml'],
    ['opencode', 'user', MAC, '/Users/ana/.config/opencode/opencode.json'],
    [
      'opencode',
      'user',
      { ...LINUX, list: () => ['opencode.jsonc'] },
      '/home/ana/.config/opencode/opencode.jsonc',
    ],
    ['opencode', 'workspace', LINUX, '/home/ana/work/opencode.json'],
    ['copilot-cli', 'user', LINUX, '/home/ana/.copilot/mcp-config.json'],
    ['copilot-cli', 'workspace', LINUX, '/home/ana/work/.github/mcp.json'],
    ['qwen', 'user', LINUX, '/home/ana/.qwen/settings.json'],
    ['zed', 'user', MAC, '/Users/ana/.config/zed/settings.json'],
    ['zed', 'user', WINDOWS, 'C:\\Users\\ana\\AppData\\Roaming\\Zed\\settings.json'],
    ['zed', 'workspace', LINUX, '/home/ana/work/.zed/settings.json'],
    ['cline', 'user', LINUX, '/home/ana/.cline/data/settings/cline_mcp_settings.json'],
    [
      'cline',
      'user',
      { ...LINUX, list: (folder) => (folder.includes('claude-dev') ? ['cline_mcp_settings.json'] : []) },
      '/home/ana/.config/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json',
    ],
    [
      'roo',
      'user',
      LINUX,
      '/home/ana/.config/Code/User/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json',
    ],
    ['roo', 'workspace', LINUX, '/home/ana/work/.roo/mcp.json'],
    ['jetbrains', 'user', LINUX, '/home/ana/.junie/mcp/mcp.json'],
    ['goose', 'user', MAC, '/Users/ana/.config/goose/config.yaml'],
    ['goose', 'user', WINDOWS, 'C:\\Users\\ana\\AppData\\Roaming\\Block\\goose\\config\\config.yaml'],
    ['lm-studio', 'user', LINUX, '/home/ana/.lmstudio/mcp.json'],
  ])('of %s for a %s lies where the client reads it', (id, scope, machine, expected) => {
    expect(fileOf(id, machine, scope)).toBe(expected);
  });
});

import { applicationData, configFolder, joinOn, type Machine } from './machine.ts';

/** A path in the person's home folder. */
export function home(machine: Machine, ...parts: string[]): string {
  return joinOn(machine, machine.home, ...parts);
}

/** `CODEX_HOME` moves all of Codex's files. */
export function codexFolder(machine: Machine): string {
  return machine.environment.CODEX_HOME || home(machine, '.codex');
}

/** `COPILOT_HOME` moves all of Copilot's files ("copilot help environment"). */
export function copilotFolder(machine: Machine): string {
  return machine.environment.COPILOT_HOME || home(machine, '.copilot');
}

export function gooseFolder(machine: Machine): string {
  return machine.system === 'win32'
    ? joinOn(machine, applicationData(machine), 'Block', 'goose', 'config')
    : joinOn(machine, configFolder(machine), 'goose');
}

export function zedFolder(machine: Machine): string {
  return machine.system === 'win32'
    ? joinOn(machine, applicationData(machine), 'Zed')
    : joinOn(machine, configFolder(machine), 'zed');
}

export function rooFolder(machine: Machine): string {
  return extensionStorage(machine, 'rooveterinaryinc.roo-cline');
}

/** Where Cline's extension kept its files before version 4. */
export function oldClineFolder(machine: Machine): string {
  return extensionStorage(machine, 'saoudrizwan.claude-dev');
}

/** The file that Cline's extension and command line share since version 4, or the old one where only that is there. */
export function clineFile(machine: Machine): string {
  const name = 'cline_mcp_settings.json';
  const shared = home(machine, '.cline', 'data', 'settings');
  const old = joinOn(machine, oldClineFolder(machine), 'settings');
  const isOld = machine.list(old).includes(name) && !machine.list(shared).includes(name);
  return joinOn(machine, isOld ? old : shared, name);
}

function extensionStorage(machine: Machine, extension: string): string {
  return joinOn(machine, applicationData(machine), 'Code', 'User', 'globalStorage', extension);
}

/** The file that is there: `<name>.jsonc` if it exists, else `<name>.json`. */
export function jsonOrJsonc(machine: Machine, folder: string, name: string): string {
  const present = machine.list(folder).includes(`${name}.jsonc`) ? `${name}.jsonc` : `${name}.json`;
  return joinOn(machine, folder, present);
}

/** `CLAUDE_CONFIG_DIR` moves Claude Code's own file too (code.claude.com/docs/en/settings). */
export function claudeCodeFile(machine: Machine): string {
  return joinOn(machine, machine.environment.CLAUDE_CONFIG_DIR || machine.home, '.claude.json');
}

export function claudeDesktopFile(machine: Machine): string {
  const folder = packagedClaude(machine)[0] ?? joinOn(machine, applicationData(machine), 'Claude');
  return joinOn(machine, folder, 'claude_desktop_config.json');
}

/**
 * The folders of Claude Desktop installed as an MSIX package, as its Windows installer has done since February 2026:
 * Windows shows the program this folder in place of `%APPDATA%\Claude` (github.com/anthropics/claude-code/issues/26073).
 */
export function packagedClaude(machine: Machine): string[] {
  if (machine.system !== 'win32') return [];
  const local = machine.environment.LOCALAPPDATA || home(machine, 'AppData', 'Local');
  const packages = joinOn(machine, local, 'Packages');
  return machine
    .list(packages)
    .filter((name) => name.startsWith('Claude_'))
    .map((name) => joinOn(machine, packages, name, 'LocalCache', 'Roaming', 'Claude'));
}

import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../options/parse.ts';
import { CLIENTS } from './clients.ts';
import type { Machine } from './machine.ts';
import { serverEntry } from './server-entry.ts';

const URL = 'https://abc123def4.execute-api.us-east-1.amazonaws.com/prod';

function launchOf(id: string, system: Machine['system'], args: string[] = []) {
  const machine = { system, home: '/home/ana', workspace: '/work', environment: {}, list: () => [] };
  const client = CLIENTS.find((known) => known.id === id)!;
  return serverEntry(URL, parseArguments(args, {}).options, client, machine).launch;
}

describe('the command written into a configuration', () => {
  it('starts the bridge through npx with the endpoint', () => {
    expect(launchOf('kiro', 'linux')).toEqual({
      command: 'npx',
      args: ['-y', 'case-insights-bridge', '--url', URL],
    });
  });

  it('is wrapped in cmd for Claude Code on Windows, and only there', () => {
    expect(launchOf('claude-code', 'win32')).toEqual({
      command: 'cmd',
      args: ['/c', 'npx', '-y', 'case-insights-bridge', '--url', URL],
    });
    expect(launchOf('claude-code', 'darwin').command).toBe('npx');
    expect(launchOf('vscode', 'win32').command).toBe('npx');
  });

  it('keeps what decides whether the endpoint can be reached', () => {
    const given = [
      '--profile',
      'dev',
      '--profile',
      'prod',
      '--region',
      'eu-west-1',
      '--read-only',
      '--ca-bundle',
      '/ca.pem',
    ];
    expect(launchOf('cursor', 'linux', given).args.slice(4)).toEqual([
      '--profile',
      'dev,prod',
      '--region',
      'eu-west-1',
      '--ca-bundle',
      '/ca.pem',
      '--read-only',
    ]);
  });
});

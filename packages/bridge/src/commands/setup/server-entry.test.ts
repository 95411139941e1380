import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../options/parse.ts';
import { CLIENTS } from './clients.ts';
import type { Machine } from './machine.ts';
import { bridgeArguments, serverEntry } from './server-entry.ts';

const URL = 'https://abc123def4.execute-api.us-east-1.amazonaws.com/prod';
const NPX = { command: 'npx', args: ['-y', 'case-insights-bridge@1.2.3', '--url', URL] };
const NODE = { command: 'node', args: ['/opt/bridge.js', '--url', URL] };

function entryOf(id: string, launch = NODE, system: Machine['system'] = 'linux') {
  const machine = { system, home: '/home/ana', workspace: '/work', environment: {}, list: () => [] };
  const client = CLIENTS.find((known) => known.id === id)!;
  return serverEntry(launch, 'case-insights', client, machine);
}

describe('serverEntry', () => {
  it('is command and args for most clients', () => {
    expect(entryOf('claude-desktop')).toEqual({ launch: NODE, extra: {} });
  });

  it('is one list for opencode', () => {
    expect(entryOf('opencode')).toEqual({
      launch: { command: ['node', '/opt/bridge.js', '--url', URL] },
      extra: { type: 'local', enabled: true },
    });
  });

  it('has the names of Goose, and its own name within', () => {
    expect(entryOf('goose').launch).toEqual({ name: 'case-insights', cmd: 'node', args: NODE.args });
  });

  it('asks Codex to pass the variables of AWS on', () => {
    expect(entryOf('codex').extra.env_vars).toContain('AWS_SESSION_TOKEN');
  });

  it('wraps npx in cmd for Claude Code on Windows, and only there', () => {
    expect(entryOf('claude-code', NPX, 'win32').launch).toEqual({
      command: 'cmd',
      args: ['/c', 'npx', ...NPX.args],
    });
    const evil = { ...NPX, args: [...NPX.args, '--profile', 'a&calc'] };
    expect(() => entryOf('claude-code', evil, 'win32')).toThrow(
      '"a&calc" holds a character that cmd gives a meaning to; rename the profile or file without it.',
    );
    expect(entryOf('claude-code', NODE, 'win32').launch).toEqual(NODE);
    expect(entryOf('claude-code', NPX, 'darwin').launch).toEqual(NPX);
    expect(entryOf('vscode', NPX, 'win32').launch).toEqual(NPX);
  });
});

describe('bridgeArguments', () => {
  it('keep what decides whether the endpoint can be reached', () => {
    const given = '--profile dev --profile prod --region eu-west-1 --read-only --ca-bundle /ca.pem'.split(
      ' ',
    );
    expect(bridgeArguments(URL, parseArguments(given, {}).options)).toEqual([
      ...['--url', URL],
      ...['--profile', 'dev,prod'],
      ...['--region', 'eu-west-1'],
      ...['--ca-bundle', '/ca.pem'],
      '--read-only',
    ]);
  });
});

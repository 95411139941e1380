import { describe, expect, it } from 'vitest';
import { chooseClients, chosen, fileOf, installedClients } from './choose.ts';
import { CLIENTS } from './clients.ts';
import type { Machine } from './machine.ts';

const MACHINE: Machine = { system: 'linux', home: '/h', workspace: '/w', environment: {}, list: () => [] };
const ids = (clients: readonly { id: string }[]) => clients.map(({ id }) => id);
const [KIRO, , , CURSOR] = CLIENTS;
const INSTALLED = [KIRO!, CURSOR!];

describe('chooseClients', () => {
  it('takes the named, installed or not', async () => {
    expect(ids(await chooseClients('vscode, kiro', [], undefined))).toEqual(['vscode', 'kiro']);
  });

  it('takes every installed one for "all"', async () => {
    expect(ids(await chooseClients('all', INSTALLED, undefined))).toEqual(['kiro', 'cursor']);
  });

  it('asks which of the installed ones', async () => {
    let asked = '';
    const clients = await chooseClients(undefined, INSTALLED, async (question) => {
      asked = question;
      return '2';
    });
    expect(asked).toContain('1  Kiro\n  2  Cursor');
    expect(ids(clients)).toEqual(['cursor']);
  });

  it('asks again after a number there is not, and says so', async () => {
    const asked: string[] = [];
    const answers = ['7', 'emacs', '1'];
    const clients = await chooseClients(undefined, INSTALLED, async (question) => {
      asked.push(question);
      return answers.shift() ?? '';
    });
    expect(ids(clients)).toEqual(['kiro']);
    expect(asked[1]).toBe(
      'There is no client with the number 7.\nWhich shall be set up? (numbers from 1 to 2, or all) ',
    );
    expect(asked[2]).toMatch(/^There is no client "emacs"/);
  });

  it('lists them where there is no terminal to ask on', async () => {
    await expect(chooseClients(undefined, INSTALLED, undefined)).rejects.toThrow(/--client kiro, cursor/);
  });

  it('says what to do when none is installed', async () => {
    await expect(chooseClients(undefined, [], undefined)).rejects.toThrow(
      /No MCP client was found.*--client/,
    );
  });

  it('refuses an unknown name with the list', async () => {
    await expect(chooseClients('emacs', [], undefined)).rejects.toThrow(
      /no client "emacs".*kiro, claude-desktop/,
    );
  });
});

describe('chosen', () => {
  it.each([
    ['', []],
    ['1 2', ['kiro', 'cursor']],
    ['2,1', ['cursor', 'kiro']],
    ['All', ['kiro', 'cursor']],
    ['cursor', ['cursor']],
  ])('reads %j', (answer, expected) => {
    expect(ids(chosen(answer, INSTALLED))).toEqual(expected);
  });

  it.each(['3', '0', 'x'])('refuses %j', (answer) => {
    expect(() => chosen(answer, INSTALLED)).toThrow(/no client/);
  });
});

describe('installedClients', () => {
  it('goes by the folders clients make', () => {
    const present = ['/h/.cursor', '/h/.claude.json', '/h/.config/Code/User'];
    expect(ids(installedClients(MACHINE, (path) => present.includes(path)))).toEqual([
      'claude-code',
      'cursor',
      'vscode',
    ]);
  });
});

describe('fileOf', () => {
  it('says which clients have a configuration of a workspace', () => {
    const windsurf = CLIENTS.find(({ id }) => id === 'windsurf')!;
    expect(() => fileOf(windsurf, MACHINE, 'workspace')).toThrow(/Windsurf has no.*choose kiro, claude-code/);
  });
});

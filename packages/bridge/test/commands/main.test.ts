import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { BRIDGE } from '@case-insights/testing/bundles';
import { bareEnvironment } from '@case-insights/testing/environment';
import { temporaryFolder } from '@case-insights/testing/temporary-folder';
import { afterAll, describe, expect, it } from 'vitest';
import { version } from '../../package.json';
import { runBridge } from './run.ts';

const env = bareEnvironment(temporaryFolder(afterAll));
const run = (...args: string[]) => runBridge(args, { env });
/** Gives a program a terminal (util-linux); other systems have it with other options. */
const SCRIPT = '/usr/bin/script';

describe('the command line', () => {
  it.each(['help', '--help', '-h'])('prints the help for %s', async (word) => {
    const { code, stdout } = await run(word);
    expect({ code, isHelp: stdout.startsWith(`case-insights-bridge ${version}: `) }).toEqual({
      code: 0,
      isHelp: true,
    });
  });

  it('prints the help of a command in three ways', async () => {
    const { stdout } = await run('help', 'doctor');
    expect(stdout).toMatch(/^case-insights-bridge doctor: /);
    expect((await run('doctor', '--help')).stdout).toBe(stdout);
    expect((await run('doctor', '-h')).stdout).toBe(stdout);
  });

  it.each(['-v', '--version'])('prints the version for %s', async (option) => {
    expect(await run(option)).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it.each([
    [['docter'], 'There is no command "docter"; did you mean doctor?\n'],
    [['help', 'sevre'], 'There is no command "sevre"; did you mean serve?\n'],
    [['frobnicate'], 'There is no command "frobnicate"; --help lists those there are.\n'],
    [['--profil', 'x'], 'There is no option --profil; did you mean --profile?\n'],
  ])('ends %j with 2 and says what was meant', async (args, stderr) => {
    expect(await run(...args)).toEqual({ code: 2, stdout: '', stderr });
  });

  it.skipIf(process.platform !== 'linux' || !existsSync(SCRIPT))(
    'says in a terminal what it is and what to do',
    async () => {
      const child = spawn(SCRIPT, ['-qec', `${process.execPath} ${BRIDGE}`, '/dev/null'], {
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const shown = await text(child.stdout);
      expect(shown).toMatch(/^case-insights-bridge \S+ is an MCP server: an MCP client starts it/);
      expect(shown).toMatch(/No endpoint is given; add --url/);
    },
  );
});

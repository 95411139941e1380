import { asFailure, Failure } from '../failure.ts';
import { parseCompact, parseDeploy, parseDestroy, parseGrant, parseSmoke } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import { HELP, isCommand } from './help.ts';

/**
 * Runs one command, loading only that one after parsing its options. Returns what goes to stdout and the exit
 * code: 0 done, 1 failed, 2 bad command line, 3 declined.
 */
async function run(command: string, args: readonly string[], terminal: Terminal): Promise<[string, number]> {
  const print = (json: boolean, result: object, text: string) => (json ? JSON.stringify(result) : text);
  switch (command) {
    case 'deploy': {
      const options = parseDeploy(args);
      const { deploy, nextSteps } = await import('../commands/deploy.ts');
      const result = await deploy(options, terminal);
      const finished = result.outputs.MCPServerEndpoint !== undefined;
      return [
        print(options.json, result, finished ? nextSteps(result, options.id) : ''),
        result.result === 'declined' ? 3 : 0,
      ];
    }
    case 'destroy': {
      const options = parseDestroy(args);
      const { destroy } = await import('../commands/destroy.ts');
      const result = await destroy(options, terminal);
      const text = result.kept.length > 0 ? `Kept: ${result.kept.join('; ')}.` : '';
      return [print(options.json, result, text), result.result === 'declined' ? 3 : 0];
    }
    case 'grant': {
      const options = parseGrant(args);
      const { grant } = await import('../commands/grant.ts');
      const result = await grant(options, terminal);
      return [print(options.json, result, result.steps.join('\n')), 0];
    }
    case 'compact': {
      const options = parseCompact(args);
      const { compact } = await import('../commands/compact.ts');
      const result = await compact(options, terminal);
      return [print(options.json, result, ''), 0];
    }
    case 'smoke': {
      const options = parseSmoke(args);
      const { smoke } = await import('../commands/smoke.ts');
      const result = await smoke(options, terminal);
      return [print(options.json, result, ''), result.passed ? 0 : 1];
    }
    default:
      throw new Failure(`There is no command ${command}.`, {
        fix: 'deploy, destroy, grant, compact or smoke',
        exitCode: 2,
      });
  }
}

/**
 * Runs the command line `args`. Writes the result with `print`, everything else to the terminal, and returns the exit
 * code.
 */
export async function main(
  args: readonly string[],
  terminal: Terminal,
  print: (text: string) => void,
): Promise<number> {
  const [command = '', ...rest] = args;
  if (rest.includes('--help') || rest.includes('-h') || !isCommand(command)) {
    print(isCommand(command) ? HELP[command] : Object.values(HELP).join('\n'));
    return isCommand(command) || command === '' || command === '--help' ? 0 : 2;
  }
  try {
    const [text, exitCode] = await run(command, rest, terminal);
    if (text !== '') print(`${text}\n`);
    return exitCode;
  } catch (thrown) {
    const { message, options } = asFailure(thrown);
    terminal.cross(message);
    if (options.fix !== undefined) terminal.line(`  ${options.fix}`);
    return options.exitCode ?? 1;
  }
}

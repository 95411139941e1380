#!/usr/bin/env node
import { version } from '../../package.json';
import { asFailure, BridgeFailure } from '../failure.ts';
import { parseArguments } from '../options/parse.ts';
import { runStdio } from './stdio.ts';
import { COMMANDS } from './table.ts';

/** Returns the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const [first = '', ...rest] = args;
  if (Object.hasOwn(COMMANDS, first)) {
    const command = await COMMANDS[first]?.load();
    if (command === undefined) return 1;
    if (!asksForHelp(rest)) return command.run(rest);
    process.stdout.write(command.help);
    return 0;
  }
  if (args.includes('--version')) {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  if (asksForHelp(args)) {
    const { helpText } = await import('./help.ts');
    process.stdout.write(helpText());
    return 0;
  }
  const { options, positionals } = parseArguments(args, process.env);
  const [unexpected] = positionals;
  if (unexpected !== undefined) {
    throw new BridgeFailure(
      'configuration',
      `There is no command "${unexpected}"; --help lists those there are.`,
    );
  }
  await runStdio(options);
  return 0;
}

function asksForHelp(args: readonly string[]): boolean {
  return args.includes('--help') || args.includes('-h');
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${asFailure(error).message}\n`);
    process.exitCode = 1;
  },
);

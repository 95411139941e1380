#!/usr/bin/env node
import { version } from '../package.json';
import { runStdio } from './commands/stdio.ts';
import { asFailure, BridgeFailure } from './failure.ts';
import { parseArguments } from './options/parse.ts';

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--version')) {
    process.stdout.write(`${version}\n`);
    return;
  }
  if (args.includes('--help') || args.includes('-h')) {
    const { helpText } = await import('./options/help.ts');
    process.stdout.write(helpText());
    return;
  }
  const { options, positionals } = parseArguments(args, process.env);
  const [command] = positionals;
  if (command !== undefined) {
    throw new BridgeFailure(
      'configuration',
      `There is no command "${command}"; --help lists those there are.`,
    );
  }
  await runStdio(options);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${asFailure(error).message}\n`);
  process.exitCode = 1;
});

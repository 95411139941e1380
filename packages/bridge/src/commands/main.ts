#!/usr/bin/env node
import { version } from '../../package.json';
import { tidyEnvironment } from '../aws/environment.ts';
import { asFailure, BridgeFailure } from '../failure.ts';
import { parseArguments } from '../options/parse.ts';
import { runStdio } from './stdio.ts';
import { COMMANDS } from './table.ts';

/** What shells make of SIGPIPE: 128 + 13. */
const READER_GONE = 141;

/** Returns the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const [first = '', ...rest] = args;
  if (Object.hasOwn(COMMANDS, first)) {
    const command = await COMMANDS[first]?.load();
    if (command === undefined) return 1;
    endWithReader();
    if (!asksForHelp(rest)) return command.run(rest);
    process.stdout.write(command.help);
    return 0;
  }
  if (args.includes('--version')) {
    endWithReader();
    process.stdout.write(`${version}\n`);
    return 0;
  }
  if (asksForHelp(args)) {
    endWithReader();
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
  // A client may close its end of the log, which is no reason to stop.
  process.stderr.on('error', () => undefined);
  await runStdio(options);
  // Not left to the event loop: a credential_process that waits for somebody would keep it.
  process.exit(0);
}

/** Ends the process when nobody reads what it prints any more, as in `doctor | head`. */
function endWithReader(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => process.exit(READER_GONE));
}

function asksForHelp(args: readonly string[]): boolean {
  return args.includes('--help') || args.includes('-h');
}

tidyEnvironment(process.env);
main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${asFailure(error).message}\n`);
    process.exitCode = 1;
  },
);

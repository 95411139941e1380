#!/usr/bin/env node
import { version } from '../../package.json';
import { tidyEnvironment } from '../aws/environment.ts';
import { didYouMean } from '../closest.ts';
import { asFailure, BridgeFailure } from '../failure.ts';
import { parseArguments } from '../options/parse.ts';
import { EXIT, exitCodeOf } from './exit-code.ts';
import { runStdio } from './stdio.ts';
import { COMMANDS, type CommandEntry } from './table.ts';

/** What shells make of SIGPIPE: 128 + 13. */
const READER_GONE = 141;

/** Returns the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const [first = '', ...rest] = args;
  if (first === 'help') return showHelp(rest[0]);
  const command = commandCalled(first);
  if (command !== undefined) {
    if (asksForHelp(rest)) return showHelp(first);
    const { run } = await command.load();
    endWithReader();
    return run(rest);
  }
  if (args.includes('--version') || args.includes('-v')) {
    endWithReader();
    process.stdout.write(`${version}\n`);
    return EXIT.ok;
  }
  if (asksForHelp(args)) return showHelp(undefined);
  const { options, positionals } = parseArguments(args, process.env);
  const [unexpected] = positionals;
  if (unexpected !== undefined) throw unknownCommand(unexpected);
  if (process.stdin.isTTY) {
    const { introduction } = await import('./introduction.ts');
    process.stderr.write(introduction(process.argv[1] ?? '', options.url));
  }
  // A client may close its end of the log, which is no reason to stop.
  process.stderr.on('error', () => undefined);
  await runStdio(options);
  // Not left to the event loop: a credential_process that waits for somebody would keep it.
  process.exit(EXIT.ok);
}

/** Prints the help of a command, or of the program. */
async function showHelp(name: string | undefined): Promise<number> {
  endWithReader();
  if (name === undefined) {
    const { helpText } = await import('./help.ts');
    process.stdout.write(helpText());
    return EXIT.ok;
  }
  const command = commandCalled(name);
  if (command === undefined) throw unknownCommand(name);
  process.stdout.write((await command.load()).help);
  return EXIT.ok;
}

function commandCalled(name: string): CommandEntry | undefined {
  return Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
}

function unknownCommand(name: string): BridgeFailure {
  const meant = didYouMean(name, Object.keys(COMMANDS)) || '; --help lists those there are.';
  return new BridgeFailure('configuration', `There is no command "${name}"${meant}`);
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
    const failure = asFailure(error);
    process.stderr.write(`${failure.message}\n`);
    process.exitCode = exitCodeOf(failure);
  },
);

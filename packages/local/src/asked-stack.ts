import type { CommandLine } from './command-line.ts';
import { logSink } from './log-sink.ts';
import { type Stack, type StackOptions, startStack } from './stack.ts';

/** Starts the stack that a command line asks for, with logs where it wants them and notices on stderr. */
export function startAskedStack(
  options: CommandLine,
  environment: StackOptions['environment'] = process.env,
): Promise<Stack> {
  return startStack({
    ...options,
    environment,
    functionLog: logSink(options.functionLog, options.verbose),
    accessLog: logSink(options.accessLog, options.verbose),
    notices: process.stderr,
  });
}

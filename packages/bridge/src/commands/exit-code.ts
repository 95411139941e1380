import { asFailure, type BridgeFailure } from '../failure.ts';

/** What a command's exit code tells a script. `doctor` has codes of its own from 10 on. */
export const EXIT = {
  ok: 0,
  /** No answer: network, credentials, permission, a refusal, a protocol error. */
  failed: 1,
  /** The command line or the configuration is wrong; nothing was sent. */
  usage: 2,
  /** The tool ran and answered with an error. */
  toolError: 3,
  /** Nothing was written, since it was not confirmed. */
  declined: 3,
  /** Ended by Ctrl-C: 128 + SIGINT, as shells have it. */
  interrupted: 130,
} as const;

/** The code for a failure: the caller can fix a wrong command line, but not a failed request. */
export function exitCodeOf(failure: BridgeFailure): number {
  return failure.reason === 'configuration' ? EXIT.usage : EXIT.failed;
}

/** Runs a command and turns what it throws into a sentence on stderr and the exit code for it. */
export async function reportingFailure(work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    const failure = asFailure(error);
    process.stderr.write(`${failure.message}\n`);
    return exitCodeOf(failure);
  }
}

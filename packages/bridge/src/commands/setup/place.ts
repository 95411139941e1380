import { BridgeFailure } from '../../failure.ts';

/** Where in a configuration a server stands. */
export interface Place {
  /** The member that holds the servers. */
  readonly root: string;
  /** The server's name in it. */
  readonly name: string;
}

/** The failure for a file that cannot be changed safely; `what` says why, as half a sentence. */
export function leftAsItIs(file: string, what: string): BridgeFailure {
  return new BridgeFailure(
    'configuration',
    `${file} was left as it is, for ${what}; fix it and run this again.`,
  );
}

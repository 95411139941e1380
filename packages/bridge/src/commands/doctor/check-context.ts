import type { SigningScope } from '../../aws/signer.ts';
import type { Connector } from '../../http/connector.ts';
import type { Log } from '../../log.ts';
import type { Options } from '../../options/parse.ts';
import type { Connection } from '../../upstream/connection.ts';

/** What every check needs. */
export interface CheckContext {
  readonly options: Options;
  readonly log: Log;
  readonly connection: Connection;
  readonly connector: Connector;
  readonly scope: SigningScope;
}

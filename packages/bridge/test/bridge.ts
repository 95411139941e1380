import { BRIDGE } from '@case-insights/testing/bundles';
import { EXAMPLE_CREDENTIALS, signingAs } from '@case-insights/testing/environment';
import {
  type ClientKind,
  type ClientOptions,
  type ClientV1,
  type ClientV2,
  connectOverStdio,
  createClient,
} from '@case-insights/testing/sdk-clients';

/** The variables that sign with credentials no AWS account knows. */
export const CREDENTIALS = signingAs(EXAMPLE_CREDENTIALS, 'eu-west-1');

export interface LaunchOptions extends Pick<ClientOptions, 'capabilities'> {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Leave out `--url`. */
  readonly bare?: boolean;
}

/** How an MCP client would start the bridge in front of `url`. */
export function launch(url: string, { args = [], env = {}, bare = false }: LaunchOptions = {}) {
  return {
    command: process.execPath,
    args: [BRIDGE, ...(bare ? [] : ['--url', url]), ...args],
    env: { ...CREDENTIALS, ...env },
  };
}

/** Connects `client` to a bridge of its own in front of `url`. Returns what the bridge has written to stderr so far. */
export async function attach(
  client: ClientV1 | ClientV2,
  url: string,
  options: LaunchOptions = {},
): Promise<() => string> {
  const { stderr } = await connectOverStdio(client, launch(url, options));
  return stderr;
}

/** A connected client of the given kind. */
export async function connect(kind: ClientKind, url: string, options: LaunchOptions = {}) {
  const client = createClient(kind, options);
  return { client, stderr: await attach(client, url, options) };
}

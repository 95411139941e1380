import { randomBytes } from 'node:crypto';
import { BridgeFailure } from '../failure.ts';
import { openLog } from '../log.ts';
import { type ParsedArguments, parseArguments } from '../options/parse.ts';
import { openConnection } from '../upstream/connection.ts';
import { EXIT, reportingFailure } from './exit-code.ts';
import { parseListen } from './serve/address.ts';
import { isBearerToken } from './serve/guard.ts';
import { type Listener, startListener } from './serve/listener.ts';
import { openRest } from './serve/rest.ts';

const DEFAULT_LISTEN = '127.0.0.1:8787';
/** As much as an AES-192 key: nobody guesses it. */
const TOKEN_BYTES = 24;

export const help = `case-insights-bridge serve: sign for clients that only speak HTTP

Usage:
  case-insights-bridge serve --url URL [--listen 127.0.0.1:8787] [options]

Answers MCP (Streamable HTTP) at http://127.0.0.1:8787/mcp, and the REST routes
beside it (/tools, /openapi.json), and relays each request, signed with your AWS
credentials. Listens on this computer only. Clients have to send a token, which
is made anew at each start and printed once, unless you give one.

  --listen ADDRESS:PORT       where to listen; port 0 takes any free one
                              [${DEFAULT_LISTEN}]
  --token TOKEN               ask clients for "Authorization: Bearer TOKEN", the
                              same at each start; better given as
                              CASE_INSIGHTS_SERVE_TOKEN, for other users of this
                              computer can see command lines
  --no-token                  ask for none: every program on this computer can
                              use your credentials then
  --allow-origin ORIGIN       let web pages of this origin ask (repeated, or
                              several with commas); no others may
  --json                      print one line of JSON with the address when ready

and the options of "case-insights-bridge --help".

Examples:
  case-insights-bridge serve \\
    --url https://abc123def4.execute-api.us-east-1.amazonaws.com/prod
  CASE_INSIGHTS_SERVE_TOKEN=$(openssl rand -hex 16) \\
    case-insights-bridge serve --url "$ENDPOINT" --profile support
  case-insights-bridge serve --url "$ENDPOINT" \\
    --allow-origin http://localhost:6274                   (the MCP Inspector)
  curl -H "Authorization: Bearer $TOKEN" http://127.0.0.1:8787/tools

Ctrl-C lets running requests finish; a second one ends them.

Exit codes:
  0  stopped
  1  failed
  2  wrong command line, or the port is not available
`;

export function run(args: readonly string[]): Promise<number> {
  return reportingFailure(() => serve(args));
}

async function serve(args: readonly string[]): Promise<number> {
  const line = parseArguments(args, process.env, {
    switches: ['json', 'no-token'],
    values: ['listen', 'token', 'allow-origin'],
  });
  const [unexpected] = line.positionals;
  if (unexpected !== undefined) throw usage(`serve takes no "${unexpected}"; see serve --help.`);
  const { options } = line;
  const address = parseListen(line.values.get('listen') ?? DEFAULT_LISTEN);
  const token = tokenIn(line);
  const guard = { token: token?.value, origins: originsIn(line) };
  const log = await openLog(options.logLevel, options.logFile);
  const connection = await openConnection(options, log);
  const rest = await openRest(connection.endpoint, options, log, connection.client.queue);
  const listener = await startListener(address, { connection, rest, options, guard, log });
  const relays = connection.endpoint.mcpUrl.href;
  process.stdout.write(
    line.switches.has('json') ? readyJson(listener, token) : readyText(listener, relays, token),
  );
  await untilStopped(listener);
  rest.close();
  connection.close();
  return EXIT.ok;
}

/** Waits for Ctrl-C or SIGTERM, then for what is on its way; a second signal ends that. */
function untilStopped(listener: Listener): Promise<void> {
  return new Promise((resolve) => {
    let signals = 0;
    const onSignal = () => {
      signals++;
      const closed = listener.close(signals > 1);
      if (signals === 1 && listener.busy > 0) {
        process.stderr.write(
          `Waiting for ${listener.busy} running requests; press Ctrl-C again to end them.\n`,
        );
      }
      void closed.then(() => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal);
        resolve();
      });
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal);
  });
}

interface Token {
  readonly value: string;
  /** Whether it was made for this start, so that nobody knows it yet. */
  readonly isNew: boolean;
}

function configuration(listener: Listener, token: Token | undefined) {
  const shown = token?.isNew ? token.value : '<your token>';
  const headers = token === undefined ? {} : { headers: { Authorization: `Bearer ${shown}` } };
  return { 'case-insights': { type: 'http', url: listener.url, ...headers } };
}

function readyText(listener: Listener, relays: string, token: Token | undefined): string {
  return `Listening on ${listener.url}
Relays to ${relays}, signed with your AWS credentials. Ctrl-C ends it.

For the configuration of a client that speaks HTTP (VS Code calls "mcpServers" "servers"):
${JSON.stringify({ mcpServers: configuration(listener, token) }, null, 2)}
${token === undefined ? '' : `Or let setup write it: case-insights-bridge setup --url ${listener.url} --token ${token.isNew ? token.value : '<your token>'}\n`}${token?.isNew ? 'The token is new at each start; CASE_INSIGHTS_SERVE_TOKEN keeps one.\n' : ''}`;
}

function readyJson(listener: Listener, token: Token | undefined): string {
  return `${JSON.stringify({ url: listener.url, mcpServers: configuration(listener, token) })}\n`;
}

function tokenIn(line: ParsedArguments): Token | undefined {
  const given = line.values.get('token');
  if (line.switches.has('no-token')) {
    if (given !== undefined) throw usage('--token and --no-token exclude each other; leave one out.');
    return undefined;
  }
  const value = given ?? process.env.CASE_INSIGHTS_SERVE_TOKEN;
  if (!value) return { value: randomBytes(TOKEN_BYTES).toString('base64url'), isNew: true };
  if (isBearerToken(value)) return { value, isNew: false };
  throw usage(
    'The token must have at least 8 letters, digits or -._~+/; make one with: openssl rand -hex 16.',
  );
}

function originsIn(line: ParsedArguments): string[] {
  return (line.lists.get('allow-origin') ?? []).map((text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url !== undefined && url.origin !== 'null') return url.origin;
    throw usage(`--allow-origin takes an origin such as http://localhost:6274, not "${text}".`);
  });
}

function usage(message: string): BridgeFailure {
  return new BridgeFailure('configuration', message);
}

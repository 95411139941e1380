import { BridgeFailure } from '../failure.ts';
import { openLog } from '../log.ts';
import { type ParsedArguments, parseArguments } from '../options/parse.ts';
import { openConnection } from '../upstream/connection.ts';
import { EXIT, reportingFailure } from './exit-code.ts';
import { parseListen } from './serve/address.ts';
import { type Listener, startListener } from './serve/listener.ts';

const DEFAULT_LISTEN = '127.0.0.1:8787';

export const help = `case-insights-bridge serve: a local HTTP endpoint that signs, for clients that only speak HTTP

Usage:
  case-insights-bridge serve --url URL [--listen 127.0.0.1:8787] [options]

Answers MCP (Streamable HTTP) at http://127.0.0.1:8787/mcp and relays each request, signed with your AWS credentials.
Listens on this computer only. Every program of yours on it can ask then; a token keeps out those that do not know it.

  --listen ADDRESS:PORT       where to listen; port 0 takes any free one [${DEFAULT_LISTEN}]
  --token TOKEN               ask clients for "Authorization: Bearer TOKEN"; better given as CASE_INSIGHTS_SERVE_TOKEN,
                              for other users of this computer can see command lines
  --allow-origin ORIGIN       let web pages of this origin ask (several with commas); no others may
  --json                      print one line of JSON with the address when ready

and the options of "case-insights-bridge --help".

Examples:
  case-insights-bridge serve --url https://abc123def4.execute-api.us-east-1.amazonaws.com/prod
  CASE_INSIGHTS_SERVE_TOKEN=$(openssl rand -hex 16) case-insights-bridge serve --url "$ENDPOINT" --profile support
  case-insights-bridge serve --url "$ENDPOINT" --allow-origin http://localhost:6274        (the MCP Inspector)

Ctrl-C lets running requests finish; a second one ends them.
Exit codes: 0 stopped · 1 failed · 2 wrong command line, or the port is not available.
`;

export function run(args: readonly string[]): Promise<number> {
  return reportingFailure(() => serve(args));
}

async function serve(args: readonly string[]): Promise<number> {
  const line = parseArguments(args, process.env, {
    switches: ['json'],
    values: ['listen', 'token', 'allow-origin'],
  });
  const [unexpected] = line.positionals;
  if (unexpected !== undefined) throw usage(`serve takes no "${unexpected}"; see serve --help.`);
  const { options } = line;
  const address = parseListen(line.values.get('listen') ?? DEFAULT_LISTEN);
  const guard = { token: tokenIn(line), origins: originsIn(line) };
  const log = await openLog(options.logLevel, options.logFile);
  const connection = await openConnection(options, log);
  const listener = await startListener(address, { connection, options, guard, log });
  const relays = connection.endpoint.mcpUrl.href;
  process.stdout.write(
    line.switches.has('json') ? readyJson(listener, guard.token) : readyText(listener, relays, guard.token),
  );
  await untilStopped(listener);
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
        process.stderr.write(`Waiting for ${listener.busy} running requests; once more ends them.\n`);
      }
      void closed.then(() => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal);
        resolve();
      });
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal);
  });
}

function configuration(listener: Listener, token: string | undefined) {
  const headers = token === undefined ? {} : { headers: { Authorization: 'Bearer <your token>' } };
  return { 'case-insights': { type: 'http', url: listener.url, ...headers } };
}

function readyText(listener: Listener, relays: string, token: string | undefined): string {
  return `Listening on ${listener.url}
Relays to ${relays}, signed with your AWS credentials. Ctrl-C ends it.

For the configuration of a client that speaks HTTP (VS Code calls "mcpServers" "servers"):
${JSON.stringify({ mcpServers: configuration(listener, token) }, null, 2)}
`;
}

function readyJson(listener: Listener, token: string | undefined): string {
  return `${JSON.stringify({ url: listener.url, mcpServers: configuration(listener, token) })}\n`;
}

function tokenIn(line: ParsedArguments): string | undefined {
  const token = line.values.get('token') ?? process.env.CASE_INSIGHTS_SERVE_TOKEN;
  if (token === undefined) return undefined;
  // What RFC 6750 lets stand behind "Bearer".
  if (/^[\w.~+/-]{8,}=*$/.test(token)) return token;
  throw usage(
    'The token must have at least 8 letters, digits or -._~+/; make one with: openssl rand -hex 16.',
  );
}

function originsIn(line: ParsedArguments): string[] {
  const origins = (line.values.get('allow-origin') ?? '').split(',').map((text) => text.trim());
  return origins
    .filter((text) => text !== '')
    .map((text) => {
      const url = URL.canParse(text) ? new URL(text) : undefined;
      if (url !== undefined && url.origin !== 'null') return url.origin;
      throw usage(`--allow-origin takes an origin such as http://localhost:6274, not "${text}".`);
    });
}

function usage(message: string): BridgeFailure {
  return new BridgeFailure('configuration', message);
}

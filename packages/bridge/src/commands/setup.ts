import { existsSync, readdirSync } from 'node:fs';
import { wrap } from '@case-insights/terminal/text-width';
import { parseEndpoint } from '../aws/endpoint.ts';
import { signingScope } from '../aws/region.ts';
import { BridgeFailure } from '../failure.ts';
import { type Options, type ParsedArguments, parseArguments } from '../options/parse.ts';
import { EXIT, reportingFailure } from './exit-code.ts';
import { type Addition, changeFile, type HttpAddition, type Job } from './setup/change-file.ts';
import { type Ask, agreed, chooseClients, declined, installedClients, terminalAsk } from './setup/choose.ts';
import { CLIENTS, type Scope } from './setup/clients.ts';
import { checkedEndpoint } from './setup/endpoint.ts';
import { httpServer } from './setup/http-server.ts';
import { type Launch, launchOf, passingCopy } from './setup/launch.ts';
import { INSTALL_LINKS } from './setup/links.ts';
import { thisMachine } from './setup/machine.ts';
import { bridgeArguments } from './setup/server-entry.ts';
import { fromShell } from './setup/shell-environment.ts';
import { shellCommand } from './shell-words.ts';

export const help = `case-insights-bridge setup: write the configuration of your MCP client

Usage:
  case-insights-bridge setup --url URL [options]
  case-insights-bridge setup --stack mcp-case-insights [options]
  case-insights-bridge setup --url URL --token TOKEN [options]
  case-insights-bridge setup --link --url URL [options]
  case-insights-bridge setup --remove [options]

Adds the server to the client's own configuration file, or brings its entry up
to date. Shows what changes and asks first. Other servers, comments and
formatting stay as they are; the newest five old files are kept beside it. The
entry starts this very copy of the bridge: its path, or its version if it came
from npm.

  --url URL                   the endpoint: the stage URL or the full /mcp URL
  --stack NAME                read the endpoint from the output
                              MCPServerEndpoint of this CloudFormation stack
  --client NAME               one or several with commas; all: every one
                              installed [asks]:
${clientList()}
  --scope user|workspace      for all your work, or for the current folder only
                              [user]
  --name NAME                 what the server is called in the file
                              [case-insights]
  --token TOKEN               the token of a running "serve", whose address is
                              the URL: an entry with both, for clients that
                              speak HTTP, in a file that only you can read
  --link                      print install links (Kiro, Cursor, VS Code, LM
                              Studio) instead of writing a file
  --remove                    take the server out again
  --yes                       write without asking
  --dry-run                   only show what would change

--profile, --region, --service, --ca-bundle and --read-only are written into the
configuration when they are given, here or by their environment variables: a
client started from the desktop sees none of this shell's.

Examples:
  case-insights-bridge setup \\
    --url https://abc123def4.execute-api.us-east-1.amazonaws.com/prod
  case-insights-bridge setup --stack mcp-case-insights --region eu-west-1 \\
    --profile support --client kiro
  case-insights-bridge setup --url "$ENDPOINT" --client vscode \\
    --scope workspace --yes
  case-insights-bridge setup --url "$ENDPOINT" --client all --dry-run

Exit codes:
  0  written, or nothing to change
  1  the stack could not be read
  2  wrong command line, or a file that cannot be used (left as it is)
  3  not confirmed, so nothing was written
`;

export function run(args: readonly string[]): Promise<number> {
  return reportingFailure(() => setup(args));
}

async function setup(args: readonly string[]): Promise<number> {
  const line = parseArguments(args, process.env, {
    switches: ['yes', 'dry-run', 'remove', 'link'],
    values: ['client', 'scope', 'stack', 'name', 'token'],
  });
  const [unexpected] = line.positionals;
  if (unexpected !== undefined) throw usage(`setup takes no "${unexpected}"; see setup --help.`);
  const scope = scopeIn(line);
  const name = nameIn(line);
  const machine = thisMachine(namesIn);
  const ask = terminalAsk();
  const mode = line.switches.has('dry-run') ? 'dry-run' : line.switches.has('yes') ? 'yes' : 'ask';
  if (line.switches.has('link')) return printLinks(line, scope, name);
  const clients = await chooseClients(line.values.get('client'), installedClients(machine, existsSync), ask);
  if (clients.length === 0) return declined('Nothing was written.');
  const change = line.switches.has('remove')
    ? ({ kind: 'remove' } as const)
    : (httpAdditionIn(line, scope) ?? (await additionIn(line, scope, mode, ask)));
  if (change === undefined) return EXIT.declined;
  const job: Job = { machine, scope, name, change, mode, ask };
  let code: number = EXIT.ok;
  for (const client of clients) {
    const written = await reportingFailure(() => changeFile(client, job));
    if (code === EXIT.ok) code = written;
  }
  if (code === EXIT.ok && mode !== 'dry-run') {
    if (change.kind === 'add') remind(change.launch);
    else if (change.kind === 'add-http') process.stdout.write(SERVE_REMINDER);
  }
  return code;
}

/** Links that make clients offer to install the server. */
async function printLinks(line: ParsedArguments, scope: Scope, name: string): Promise<number> {
  if (line.values.has('token')) throw usage('A link would show the token; leave --link or --token out.');
  const named = line.values.get('client')?.split(',') ?? [...INSTALL_LINKS.keys()];
  const links = named.map((id) => {
    const client = CLIENTS.find((known) => known.id === id.trim());
    const link = INSTALL_LINKS.get(id.trim());
    if (client !== undefined && link !== undefined) return { title: client.title, link };
    throw usage(
      `There is no install link for "${id}"; --link supports ${[...INSTALL_LINKS.keys()].join(', ')}.`,
    );
  });
  const addition = await additionIn(line, scope, 'yes', undefined);
  if (addition === undefined) return EXIT.declined;
  if (addition.launch.command === 'node') {
    process.stderr.write(
      'Note: these links hold the path of the bridge on this computer, so they work on this one only.\n',
    );
  }
  for (const { title, link } of links) process.stdout.write(`${title}: ${link(name, addition.launch)}\n`);
  return EXIT.ok;
}

const SERVE_REMINDER =
  'The client reaches the server while "serve" runs on that port with that token: start it with CASE_INSIGHTS_SERVE_TOKEN set to it.\n';

/** The running `serve` to add, where its token is given; undefined where none is. */
function httpAdditionIn(line: ParsedArguments, scope: Scope): HttpAddition | undefined {
  const token = line.values.get('token');
  if (token === undefined) return undefined;
  const { url } = line.options;
  if (url === undefined || line.values.has('stack')) {
    throw usage('--token goes with --url and the address of "serve", as http://127.0.0.1:8787/mcp.');
  }
  const server = httpServer(checkedEndpoint(url, line.options).url, token);
  if (scope === 'workspace') {
    process.stderr.write(
      'Note: the file of this folder will hold the token; keep it out of version control.\n',
    );
  }
  return { kind: 'add-http', server };
}

/** What to add, after telling what was taken from where; undefined when a person does not want it. */
async function additionIn(
  line: ParsedArguments,
  scope: Scope,
  mode: Job['mode'],
  ask: Ask | undefined,
): Promise<Addition | undefined> {
  const { url, notes, foreignHost } = checkedEndpoint(await endpointIn(line), line.options);
  const needsRegion = parseEndpoint(url).region === undefined;
  const shell = fromShell(line.options, scope, needsRegion, process.env);
  const own = launchOf(process.argv[1] ?? '');
  for (const note of [...notes, ...shell.notes, passingCopy(own)]) {
    if (note !== undefined) process.stderr.write(`Note: ${note}\n`);
  }
  if (foreignHost !== undefined) {
    process.stderr.write(
      `Note: ${foreignHost} is not a host of AWS: your questions and what your credentials sign go there.\n`,
    );
    if (mode === 'ask' && !(await agreed(ask, `Is ${foreignHost} your company's server? [y/N] `)))
      return undefined;
  }
  // Without a region the bridge that the client starts would say so where few people look.
  if (!line.options.skipAuth)
    await signingScope(parseEndpoint(url, shell.options), shell.options.profiles[0]);
  return {
    kind: 'add',
    launch: { command: own.command, args: [...own.args, ...bridgeArguments(url, shell.options)] },
  };
}

/** What the person should do after the writing. */
function remind({ command, args }: Launch): void {
  const [first = '', ...rest] = args;
  const doctor =
    command === 'node'
      ? [command, first, 'doctor', ...rest]
      : [command, first, ...rest.toSpliced(1, 0, 'doctor')];
  process.stdout.write(
    `To check the connection: ${shellCommand(doctor)}\nThen ask your client: "Show me a summary of cases from the last 30 days"\n`,
  );
}

async function endpointIn(line: ParsedArguments): Promise<string> {
  const stack = line.values.get('stack');
  const { url } = line.options;
  if (stack !== undefined) return readStack(stack, line.options);
  if (url !== undefined) return url;
  throw usage(
    'No endpoint is given; add --url <stage URL>, or --stack <name> to read it from CloudFormation.',
  );
}

async function readStack(stack: string, options: Options): Promise<string> {
  const { stackEndpoint } = await import('./setup/stack-endpoint.ts');
  return stackEndpoint(stack, options);
}

function scopeIn(line: ParsedArguments): Scope {
  const scope = line.values.get('scope') ?? 'user';
  if (scope === 'user' || scope === 'workspace') return scope;
  throw usage(`--scope takes user or workspace, not "${scope}".`);
}

function nameIn(line: ParsedArguments): string {
  const name = line.values.get('name') ?? 'case-insights';
  if (/^[a-z\d][\w.-]{0,63}$/i.test(name)) return name;
  throw usage(`--name takes letters, digits, ".", "_" and "-", not "${name}".`);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // No such folder, so the program that would have made it is not installed.
    return [];
  }
}

/** The names of all clients, for the help, under what `--client` means. */
function clientList(): string {
  const ids = CLIENTS.map(({ id }) => id).join(', ');
  return wrap(ids, 48)
    .map((line) => `${' '.repeat(32)}${line}`)
    .join('\n');
}

function usage(message: string): BridgeFailure {
  return new BridgeFailure('configuration', message);
}

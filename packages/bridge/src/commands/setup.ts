import { existsSync, readdirSync } from 'node:fs';
import { paintFor } from '@case-insights/terminal/paint';
import { parseEndpoint } from '../aws/endpoint.ts';
import { BridgeFailure } from '../failure.ts';
import { type Options, type ParsedArguments, parseArguments } from '../options/parse.ts';
import { EXIT, reportingFailure } from './exit-code.ts';
import { type Ask, chooseClients, fileOf, installedClients, terminalAsk } from './setup/choose.ts';
import { CLIENTS, type McpClient, type Scope } from './setup/clients.ts';
import { readConfigFile, replaceConfigFile } from './setup/config-file.ts';
import { difference } from './setup/difference.ts';
import { withServer } from './setup/document.ts';
import { type Machine, thisMachine } from './setup/machine.ts';
import { serverEntry } from './setup/server-entry.ts';

export const help = `case-insights-bridge setup: write the configuration of your MCP client

Usage:
  case-insights-bridge setup --url https://<id>.execute-api.<region>.amazonaws.com/prod [options]
  case-insights-bridge setup --stack mcp-case-insights [options]

Adds the server to the client's own configuration file, or brings its entry up to date. Shows what changes and asks
first. Other servers, comments and formatting stay as they are, and a copy of the old file is kept beside it.

  --url URL                   the endpoint: the stage URL or the full /mcp URL
  --stack NAME                read the endpoint from the output MCPServerEndpoint of this CloudFormation stack
  --client NAME               ${CLIENTS.map(({ id }) => id).join(', ')};
                              several with commas; all: every one installed [asks]
  --scope user|workspace      for all your work, or for the current folder only [user]
  --name NAME                 what the server is called in the file [case-insights]
  --yes                       write without asking
  --dry-run                   only show what would change

--profile, --region, --service, --ca-bundle and --read-only are written into the configuration when they are given,
here or by their environment variables: a client started from the desktop sees none of this shell's.

Examples:
  case-insights-bridge setup --url https://abc123def4.execute-api.us-east-1.amazonaws.com/prod
  case-insights-bridge setup --stack mcp-case-insights --region eu-west-1 --profile support --client kiro
  case-insights-bridge setup --url "$ENDPOINT" --client vscode --scope workspace --yes
  case-insights-bridge setup --url "$ENDPOINT" --client all --dry-run

Exit codes: 0 written, or nothing to change · 1 the stack could not be read · 2 wrong command line, or a file that
cannot be used (left as it is) · 3 not confirmed, so nothing was written.
`;

interface Job {
  readonly client: McpClient;
  readonly machine: Machine;
  readonly scope: Scope;
  readonly name: string;
  readonly url: string;
  readonly options: Options;
  readonly mode: 'ask' | 'yes' | 'dry-run';
  readonly ask: Ask | undefined;
}

export function run(args: readonly string[]): Promise<number> {
  return reportingFailure(() => setup(args));
}

async function setup(args: readonly string[]): Promise<number> {
  const line = parseArguments(args, process.env, {
    switches: ['yes', 'dry-run'],
    values: ['client', 'scope', 'stack', 'name'],
  });
  const [unexpected] = line.positionals;
  if (unexpected !== undefined) throw usage(`setup takes no "${unexpected}"; see setup --help.`);
  const scope = scopeIn(line);
  const name = nameIn(line);
  const machine = thisMachine(namesIn);
  const ask = terminalAsk();
  const installed = installedClients(machine, existsSync);
  const clients = await chooseClients(line.values.get('client'), installed, ask);
  if (clients.length === 0) {
    process.stderr.write('Nothing was written.\n');
    return EXIT.declined;
  }
  const url = await endpointIn(line);
  const mode = line.switches.has('dry-run') ? 'dry-run' : line.switches.has('yes') ? 'yes' : 'ask';
  let code: number = EXIT.ok;
  for (const client of clients) {
    const job = { client, machine, scope, name, url, options: line.options, mode, ask } as const;
    const written = await reportingFailure(() => setUp(job));
    if (code === EXIT.ok) code = written;
  }
  if (code === EXIT.ok && mode !== 'dry-run') remind(line.options, url);
  return code;
}

/** One client's file, shown, agreed to and written. */
async function setUp(job: Job): Promise<number> {
  const { client, name } = job;
  const path = fileOf(client, job.machine, job.scope);
  const file = await readConfigFile(path);
  const before = file.text ?? '';
  const entry = serverEntry(job.url, job.options, client, job.machine);
  const after = withServer(before, { root: client.root, name }, entry, path);
  const paint = paintFor(process.stdout);
  if (after === before) {
    process.stdout.write(`${client.title}: "${name}" is set up already in ${path}.\n`);
    return EXIT.ok;
  }
  process.stdout.write(
    `${paint('bold', client.title)}: ${path}${file.text === undefined ? ' (new)' : ''}\n${difference(before, after, paint)}`,
  );
  if (job.mode === 'dry-run') return EXIT.ok;
  if (job.mode === 'ask' && !(await agreed(job.ask))) return EXIT.declined;
  const backup = await replaceConfigFile(file, after);
  const kept = backup === undefined ? '' : ` The old file is kept as ${backup}.`;
  process.stdout.write(`${paint('green', 'Written.')}${kept} ${client.reload}\n`);
  return EXIT.ok;
}

async function agreed(ask: Ask | undefined): Promise<boolean> {
  if (ask === undefined) {
    process.stderr.write('Nothing was written: there is no terminal to ask on; add --yes to write it.\n');
    return false;
  }
  const yes = /^y(es)?$/i.test((await ask('Write this? [y/N] ')).trim());
  if (!yes) process.stderr.write('Nothing was written.\n');
  return yes;
}

/** What the person should know after the writing. */
function remind(options: Options, url: string): void {
  const { AWS_PROFILE } = process.env;
  if (AWS_PROFILE && options.profiles.length === 0) {
    process.stdout.write(
      `AWS_PROFILE is set here, but a client started from the desktop does not see it: run setup with --profile ${AWS_PROFILE} to write it down.\n`,
    );
  }
  process.stdout.write(
    `To check the connection: npx -y case-insights-bridge doctor --url ${url}\nThen ask your client: "Show me a summary of cases from the last 30 days"\n`,
  );
}

async function endpointIn(line: ParsedArguments): Promise<string> {
  const stack = line.values.get('stack');
  const { url } = line.options;
  if (stack === undefined && url === undefined) {
    throw usage(
      'No endpoint is given; add --url <stage URL>, or --stack <name> to read it from CloudFormation.',
    );
  }
  const endpoint = stack === undefined ? (url ?? '') : await readStack(stack, line.options);
  parseEndpoint(endpoint, line.options);
  return endpoint;
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

function usage(message: string): BridgeFailure {
  return new BridgeFailure('configuration', message);
}

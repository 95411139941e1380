import { paintFor } from '@case-insights/terminal/paint';
import { BridgeFailure } from '../../failure.ts';
import { EXIT } from '../exit-code.ts';
import { type Ask, agreed, fileOf } from './choose.ts';
import { CLIENTS, type McpClient, type Scope } from './clients.ts';
import { readConfigFile, replaceConfigFile } from './config-file.ts';
import { difference } from './difference.ts';
import { formatOf } from './document.ts';
import { type HttpServer, httpEntry } from './http-server.ts';
import type { Launch } from './launch.ts';
import type { Machine } from './machine.ts';
import { type ServerEntry, serverEntry } from './server-entry.ts';

/** What is done to each client's file. */
export type Change = Addition | HttpAddition | { readonly kind: 'remove' };

export interface Addition {
  readonly kind: 'add';
  readonly launch: Launch;
}

export interface HttpAddition {
  readonly kind: 'add-http';
  readonly server: HttpServer;
}

export interface Job {
  readonly machine: Machine;
  readonly scope: Scope;
  readonly name: string;
  readonly change: Change;
  readonly mode: 'ask' | 'yes' | 'dry-run';
  readonly ask: Ask | undefined;
}

/** One client's file, shown, agreed to and written. Returns the exit code. */
export async function changeFile(client: McpClient, job: Job): Promise<number> {
  const { change, name } = job;
  const entry = entryOf(change, client, job);
  const path = fileOf(client, job.machine, job.scope);
  const file = await readConfigFile(path);
  const before = file.text ?? '';
  const place = { root: client.root, name };
  const format = await formatOf(client);
  const after =
    entry === undefined
      ? format.withoutServer(before, place, path)
      : format.withServer(before, place, entry, path);
  const paint = paintFor(process.stdout);
  if (after === before) {
    const state = entry !== undefined ? 'is set up already' : 'is not set up';
    process.stdout.write(`${client.title}: "${name}" ${state} in ${path}.\n`);
    return EXIT.ok;
  }
  const target = file.path === path ? path : `${path} → ${file.path}`;
  process.stdout.write(
    `${paint('bold', client.title)}: ${target}${file.text === undefined ? ' (new)' : ''}\n${masked(difference(before, after, paint), change)}`,
  );
  if (before.startsWith('\uFEFF')) {
    process.stderr.write(`Note: ${path} begins with a byte order mark, which some clients do not read.\n`);
  }
  if (job.mode === 'dry-run') return EXIT.ok;
  if (job.mode === 'ask' && !(await agreed(job.ask, 'Write this? [y/N] '))) return EXIT.declined;
  const backup = await replaceConfigFile(file, after, change.kind === 'add-http');
  const kept = backup === undefined ? '' : ` The old file is kept as ${backup}.`;
  const next = entry !== undefined ? client.reload : `${client.title} forgets it at its next start.`;
  process.stdout.write(`${paint('green', 'Written.')}${kept} ${next}\n`);
  return EXIT.ok;
}

/** What is shown of a change, without a token. */
function masked(shown: string, change: Change): string {
  return change.kind === 'add-http' ? shown.replaceAll(change.server.token, '…') : shown;
}

/** What a change puts into the file of a client; undefined when it takes the server out. */
function entryOf(change: Change, client: McpClient, { name, machine }: Job): ServerEntry | undefined {
  if (change.kind === 'remove') return undefined;
  if (change.kind === 'add') return serverEntry(change.launch, name, client, machine);
  if (client.http !== undefined) return httpEntry(change.server, client.http);
  const known = CLIENTS.filter(({ http }) => http !== undefined).map(({ id }) => id);
  throw new BridgeFailure(
    'configuration',
    `setup writes no HTTP entry for ${client.title}, but for ${known.join(', ')}; give it the stage URL without --token.`,
  );
}

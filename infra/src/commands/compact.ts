import { openClients } from '../clients.ts';
import { invokeCompact } from '../compact-function.ts';
import type { CompactOptions } from '../options.ts';
import { checkCredentials } from '../preflight.ts';
import type { Terminal } from '../terminal.ts';

/** Creates the compact copy of the cases now, as the add-on does each day. Returns what the function answers. */
export async function compact(
  options: CompactOptions,
  terminal: Terminal,
): Promise<Readonly<Record<string, unknown>>> {
  const clients = openClients(options);
  await checkCredentials(clients, options.profile);
  const outcome = await terminal.during('Copying the cases', invokeCompact(clients, options.id, {}));
  const { cases, accounts, seconds } = outcome;
  const read = accounts === 'all' ? 'all read anew' : `${accounts} accounts read anew`;
  terminal.tick(`${cases} cases are in the copy, ${read}, after ${seconds} s`);
  return outcome;
}

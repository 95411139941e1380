import { ask, isInteractive } from '@case-insights/terminal/question';
import { asFailure, BridgeFailure } from '../../failure.ts';
import { EXIT } from '../exit-code.ts';
import { CLIENTS, type McpClient, type Scope } from './clients.ts';
import type { Machine } from './machine.ts';

/** Asks a person on the terminal; undefined where nobody can answer. */
export type Ask = (question: string) => Promise<string>;

/** A question on the terminal, or undefined where nobody can answer. */
export function terminalAsk(): Ask | undefined {
  return isInteractive() ? ask : undefined;
}

/** Whether a person answers a question with yes. Says on the error output why nothing was written where not. */
export async function agreed(ask: Ask | undefined, question: string): Promise<boolean> {
  if (ask === undefined) {
    declined('Nothing was written: there is no terminal to ask on; add --yes to write it.');
    return false;
  }
  const yes = /^y(es)?$/i.test((await ask(question)).trim());
  if (!yes) declined('Nothing was written.');
  return yes;
}

/** Says why nothing was written, and returns the exit code for it. */
export function declined(message: string): number {
  process.stderr.write(`${message}\n`);
  return EXIT.declined;
}

/** The clients that have left traces on this computer. */
export function installedClients(machine: Machine, exists: (path: string) => boolean): McpClient[] {
  return CLIENTS.filter((client) => client.traces(machine).some(exists));
}

/**
 * The clients named by `--client` (with commas; `all` is every installed one), or chosen by the person among the
 * installed. Throws a `configuration` failure that lists them when a name is unknown or nobody chooses.
 */
export async function chooseClients(
  named: string | undefined,
  installed: readonly McpClient[],
  ask: Ask | undefined,
): Promise<readonly McpClient[]> {
  if (named !== undefined && named !== 'all') return named.split(',').map((id) => clientCalled(id.trim()));
  if (installed.length === 0) {
    throw new BridgeFailure(
      'configuration',
      `No MCP client was found on this computer; name the one to set up with --client: ${ids(CLIENTS)}.`,
    );
  }
  if (named === 'all') return installed;
  if (ask === undefined) {
    throw new BridgeFailure(
      'configuration',
      `Say which client to set up: --client ${ids(installed)} (found on this computer), or --client all for these.`,
    );
  }
  const list = installed.map(({ title }, index) => `  ${index + 1}  ${title}\n`).join('');
  let question = `Found on this computer:\n${list}Which shall be set up? (numbers, or all) `;
  for (;;) {
    try {
      return chosen(await ask(question), installed);
    } catch (error) {
      question = `${asFailure(error).message}\nWhich shall be set up? (numbers from 1 to ${installed.length}, or all) `;
    }
  }
}

/** The clients a person's answer names: numbers, names, or `all`; none for an empty answer. */
export function chosen(answer: string, installed: readonly McpClient[]): McpClient[] {
  const words = answer.split(/[\s,]+/).filter((word) => word !== '');
  if (words.some((word) => word.toLowerCase() === 'all')) return [...installed];
  return words.map((word) => {
    const client = /^\d+$/.test(word) ? installed[Number(word) - 1] : clientCalled(word.toLowerCase());
    if (client !== undefined) return client;
    throw new BridgeFailure('configuration', `There is no client with the number ${word}.`);
  });
}

/** The file of a client in a scope. Throws a `configuration` failure where the client has none. */
export function fileOf(client: McpClient, machine: Machine, scope: Scope): string {
  const file = client.file(machine, scope);
  if (file !== undefined) return file;
  const others = CLIENTS.filter((other) => other.file(machine, scope) !== undefined);
  throw new BridgeFailure(
    'configuration',
    `${client.title} has no configuration of a ${scope}; leave --scope out, or choose ${ids(others)}.`,
  );
}

function clientCalled(id: string): McpClient {
  const client = CLIENTS.find((known) => known.id === id);
  if (client !== undefined) return client;
  throw new BridgeFailure('configuration', `There is no client "${id}"; --client takes ${ids(CLIENTS)}.`);
}

function ids(clients: readonly McpClient[]): string {
  return clients.map(({ id }) => id).join(', ');
}

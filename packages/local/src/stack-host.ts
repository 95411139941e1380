import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { readCommandLine } from './command-line.ts';
import { startService } from './http/service.ts';
import { endWith } from './lifetime.ts';
import { type PreviewedStack, startPreviewedStack } from './previewed-stack.ts';

/*
 * Runs any number of stacks in one process, for programs that start many, such as the tests. A stack in a process of its own
 * needs a second and a half of the processor before it is of use: for Node, DuckDB and above all a parser that has not run
 * yet. Here only the first one does.
 *
 * Prints {"address": …, "folder": …} once it is ready, and ends as `local --json` does. The folder is for the settings and logs of
 * the stacks, and removed at its end, also where the program that started it was killed. At the address it serves
 *
 *   POST /stacks         starts a stack: {"args": [those of `local`], "environment": {variables over those of this process}};
 *                        answers {"id": …, "description": what `local --json` prints}, or 500 and {"message": …}, the sentence
 *                        that `local` fails with
 *   DELETE /stacks/<id>  stops it, and answers when everything that it started has ended
 */

const START = z.strictObject({
  args: z.array(z.string()),
  environment: z.record(z.string(), z.string()).default({}),
});

const stacks = new Map<string, Promise<PreviewedStack>>();
let started = 0;

async function handle(request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
  const [, collection, id = ''] = (request.url ?? '').split('/');
  const stack = stacks.get(id);
  if (request.method === 'POST' && collection === 'stacks') {
    const { args, environment } = START.parse(JSON.parse(body.toString()));
    const answer = await start(args, environment);
    response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  } else if (request.method === 'DELETE' && collection === 'stacks' && stack !== undefined) {
    stacks.delete(id);
    await (await stack).close();
    response.writeHead(204).end();
  } else {
    response.writeHead(404).end(JSON.stringify({ message: `There is no ${request.method} ${request.url}.` }));
  }
}

async function start(args: readonly string[], environment: Readonly<Record<string, string>>) {
  started += 1;
  const id = String(started);
  const starting = startPreviewedStack(readCommandLine(args), { ...process.env, ...environment });
  stacks.set(id, starting);
  const { description } = await starting.catch((error: unknown) => {
    stacks.delete(id);
    throw error;
  });
  return { id, description };
}

const folder = await mkdtemp(join(tmpdir(), 'local-stacks-'));
const service = await startService({ handle });
endWith(async () => {
  await service.close();
  await Promise.allSettled([...stacks.values()].map(async (stack) => (await stack).close()));
  await rm(folder, { recursive: true, force: true });
}, true);
process.stdout.write(`${JSON.stringify({ address: service.endpoint, folder })}\n`);

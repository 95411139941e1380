import type { ChildProcess } from 'node:child_process';
import { createServer } from 'node:http';
import type { TestProject } from 'vitest/node';
import { STACK_HOST } from './bundles.ts';
import { type HostedStack, RUNNING_HOST, type StackHost, startHostedStack } from './hosted-stack.ts';
import { closeServer, listen } from './loopback.ts';
import { startBuilt, stopProcess } from './processes.ts';
import type { LocalStackOptions } from './stack-folder.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the host of stacks and the shared stacks are asked for. */
    stacks: string;
  }
}

/** Also starts the API for assistants that cannot sign. Only one file may sign in there, since users and clock are shared. */
const oauth = '--oauth';
/** As many calls at once as the files that run at the same time make. */
const settings = { concurrency: 40 };

export const SHARED_STACKS = {
  /** 1,500 cases, the newest of 2025-08-01. */
  pinned: { settings, args: [oauth, '--until', '2025-08-01'] },
  /** 1,500 cases, the newest of today. */
  current: { settings, args: [oauth] },
} as const satisfies Record<string, LocalStackOptions>;

export type SharedStackName = keyof typeof SHARED_STACKS;

/** A query holds a thread of Node's pool until it ends, and some tests have queries that never end. */
const THREADS = { UV_THREADPOOL_SIZE: '32' };

/**
 * Global setup of the projects that use local stacks, once a run: starts the process that hosts them, and the shared ones in
 * it, when the first file asks, so that a run that needs none starts none. After the run all of it ends. This imports no AWS
 * SDK, which Vite would transform here.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const root = project.vitest.getRootProject();
  if (root.getProvidedContext().stacks !== undefined) return undefined;
  let host: Host | undefined;
  const shared = new Map<SharedStackName, Promise<HostedStack>>();
  const answer = async (name: string): Promise<unknown> => {
    host ??= startHost();
    const ready = await host.ready;
    if (!isSharedStack(name)) return ready;
    const stack = shared.get(name) ?? startHostedStack(ready, SHARED_STACKS[name]);
    shared.set(name, stack);
    const { description, folder } = await stack;
    return { description, folder };
  };
  const server = createServer(async ({ url = '' }, response) => {
    // Asked seldom, from a process that may be too busy to notice in time that an idle connection was closed.
    response.shouldKeepAlive = false;
    try {
      response.end(JSON.stringify(await answer(url.slice(1))));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  root.provide('stacks', await listen(server));
  return async () => {
    await closeServer(server);
    await Promise.allSettled([...shared.values()].map(async (stack) => (await stack).stop()));
    if (host !== undefined) await stopProcess(host.child);
  };
}

interface Host {
  readonly child: ChildProcess;
  readonly ready: Promise<StackHost>;
}

function startHost(): Host {
  const { child, lines } = startBuilt(STACK_HOST, [], THREADS, 'The host of the local stacks');
  return { child, ready: lines.first.then((line) => RUNNING_HOST.parse(JSON.parse(line))) };
}

function isSharedStack(name: string): name is SharedStackName {
  return name in SHARED_STACKS;
}

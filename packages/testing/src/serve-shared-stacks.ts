import { createServer } from 'node:http';
import type { TestProject } from 'vitest/node';
import { closeServer, listen } from './loopback.ts';
import { type LocalStackOptions, type StackProcess, startStackProcess } from './stack-process.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the shared stacks are asked for. */
    sharedStacks: string;
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

/**
 * Global setup of the projects that use shared stacks, once a run: starts a stack when the first file asks for it, so that a
 * run that needs none starts none, and stops all after the run. It imports no AWS SDK, which Vite would transform here.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const root = project.vitest.getRootProject();
  if (root.getProvidedContext().sharedStacks !== undefined) return undefined;
  const stacks = new Map<SharedStackName, Promise<StackProcess>>();
  const start = (name: SharedStackName) => {
    const stack = stacks.get(name) ?? startStackProcess(SHARED_STACKS[name]);
    stacks.set(name, stack);
    return stack;
  };
  const server = createServer(async ({ url = '' }, response) => {
    try {
      const { description, folder } = await start(url.slice(1) as SharedStackName);
      response.end(JSON.stringify({ description, folder }));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  root.provide('sharedStacks', await listen(server));
  return async () => {
    await closeServer(server);
    await Promise.allSettled([...stacks.values()].map(async (stack) => (await stack).stop()));
  };
}

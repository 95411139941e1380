import { createServer } from 'node:http';
import type { TestProject } from 'vitest/node';
import { type LocalStack, startLocalStack } from './local-stack.ts';
import { closeServer, listen } from './loopback.ts';
import { SHARED_STACKS, type SharedStackName } from './shared-stacks.ts';

/**
 * Global setup of the projects that use shared stacks, once a run: starts a stack when the first file asks for it, so that a
 * run that needs none starts none, and stops all after the run.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const root = project.vitest.getRootProject();
  if (root.getProvidedContext().sharedStacks !== undefined) return undefined;
  const stacks = new Map<SharedStackName, Promise<LocalStack>>();
  const start = (name: SharedStackName) => {
    const stack = stacks.get(name) ?? startLocalStack(SHARED_STACKS[name]);
    stacks.set(name, stack);
    return stack;
  };
  const server = createServer(async ({ url = '' }, response) => {
    try {
      const { folder, ...description } = await start(url.slice(1) as SharedStackName);
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

import { inject } from 'vitest';
import * as z from 'zod';
import { DESCRIPTION, type LocalStackOptions, type RunningStack, runningStack } from './local-stack.ts';

/*
 * Stacks that test files share, since one costs three seconds of processor time with the instances of its function. What a
 * file does to one, others see: a file that counts calls, cancels, kills or sets something starts its own.
 */

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the shared stacks are asked for. */
    sharedStacks: string;
  }
}

/** With the API for assistants that cannot sign; nobody else sees what one file does with it if that file alone signs in. */
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

export const SHARED_STACK = z.object({ description: DESCRIPTION, folder: z.string() });

/** The shared stack by this name, started where nobody asked for it before. */
export async function sharedStack(name: SharedStackName): Promise<RunningStack> {
  const response = await fetch(`${inject('sharedStacks')}/${name}`);
  if (!response.ok) throw new Error(`The shared stack "${name}" did not start: ${await response.text()}`);
  const { description, folder } = SHARED_STACK.parse(await response.json());
  return runningStack(description, folder);
}

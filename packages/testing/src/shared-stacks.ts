import { inject } from 'vitest';
import * as z from 'zod';
import { type RunningStack, runningStack } from './local-stack.ts';
import type { SharedStackName } from './serve-shared-stacks.ts';
import { DESCRIPTION } from './stack-process.ts';

/*
 * Stacks that test files share, since one costs three seconds of processor time with the instances of its function. What a
 * file does to one, others see: a file that counts calls, cancels, kills or sets something starts its own.
 */

const SHARED_STACK = z.object({ description: DESCRIPTION, folder: z.string() });

/** The shared stack by this name, started where nobody asked for it before. */
export async function sharedStack(name: SharedStackName): Promise<RunningStack> {
  const response = await fetch(`${inject('sharedStacks')}/${name}`);
  if (!response.ok) throw new Error(`The shared stack "${name}" did not start: ${await response.text()}`);
  const { description, folder } = SHARED_STACK.parse(await response.json());
  return runningStack(description, folder);
}

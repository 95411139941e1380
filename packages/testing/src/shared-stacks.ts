import * as z from 'zod';
import { askForStack, type RunningStack, runningStack } from './local-stack.ts';
import type { SharedStackName } from './serve-stacks.ts';
import { DESCRIPTION } from './stack-description.ts';

/*
 * Stacks that test files share, since one costs two seconds of processor time, most of it for an instance of its function. What a
 * file does to one, others see: a file that counts calls, cancels, kills or sets something starts its own.
 */

const SHARED_STACK = z.object({ description: DESCRIPTION, folder: z.string() });

/** The shared stack by this name, started where nobody asked for it before. */
export async function sharedStack(name: SharedStackName): Promise<RunningStack> {
  const { description, folder } = SHARED_STACK.parse(await askForStack(name));
  return runningStack(description, folder);
}

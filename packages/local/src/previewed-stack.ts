import { startAskedStack } from './asked-stack.ts';
import type { CommandLine } from './command-line.ts';
import { startPreview } from './preview.ts';
import type { Stack, StackDescription, StackOptions } from './stack.ts';

/** A stack with a page that shows its views. */
export interface PreviewedStack extends Stack {
  /** `local --json` prints it. */
  readonly description: StackDescription & { readonly viewsPage: string };
}

/** Starts what `local` starts: the stack that a command line asks for, and the page of its views. */
export async function startPreviewedStack(
  options: CommandLine,
  environment?: StackOptions['environment'],
): Promise<PreviewedStack> {
  const stack = await startAskedStack(options, environment);
  const preview = await startPreview(stack.description).catch(async (error: unknown) => {
    await stack.close();
    throw error;
  });
  return {
    description: { ...stack.description, viewsPage: preview.endpoint },
    cases: stack.cases,
    close: async () => {
      await preview.close();
      await stack.close();
    },
  };
}

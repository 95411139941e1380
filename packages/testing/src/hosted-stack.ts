import * as z from 'zod';
import { DESCRIPTION, type StackDescription } from './stack-description.ts';
import { type LocalStackOptions, stackFolder } from './stack-folder.ts';

const STARTED = z.object({ id: z.string(), description: DESCRIPTION });
const FAILED = z.object({ message: z.string() });

/** What `stack-host.js` prints. */
export const RUNNING_HOST = z.object({
  address: z.url(),
  /** For the folders of the stacks. The process removes it as it ends, also when a run is interrupted. */
  folder: z.string(),
});
export type StackHost = z.output<typeof RUNNING_HOST>;

/** A stack beside others in the process of `stack-host.js`. */
export interface HostedStack {
  readonly description: StackDescription;
  /** Where its logs are. */
  readonly folder: string;
  /** Settles when everything that the stack started has ended. */
  stop(): Promise<void>;
}

/** Has the host start a stack, and settles when it is ready. */
export async function startHostedStack(host: StackHost, options: LocalStackOptions): Promise<HostedStack> {
  const { folder, args, remove } = stackFolder(options, host.folder);
  try {
    const { environment = {} } = options;
    const response = await ask('POST', `${host.address}/stacks`, JSON.stringify({ args, environment }));
    const { id, description } = STARTED.parse(await response.json());
    const stop = async () => {
      try {
        await ask('DELETE', `${host.address}/stacks/${id}`);
      } finally {
        remove();
      }
    };
    return { description, folder, stop };
  } catch (error) {
    remove();
    throw error;
  }
}

async function ask(method: string, url: string, body?: string): Promise<Response> {
  const response = await fetch(url, { method, ...(body === undefined ? {} : { body }) }).catch(
    (error: unknown) => {
      throw new Error('The process that runs the stacks of all tests has ended; why is above, on stderr.', {
        cause: error,
      });
    },
  );
  if (response.ok) return response;
  throw new Error(`The local stack failed: ${FAILED.parse(await response.json()).message}`);
}

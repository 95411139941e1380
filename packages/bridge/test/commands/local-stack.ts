import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const LOCAL = fileURLToPath(new URL('../../../local/dist/local.js', import.meta.url));

interface Caller {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly arn: string;
}

/** The whole product on this machine, in a process of its own. */
export interface LocalStack {
  readonly endpoint: string;
  readonly region: string;
  readonly identities: { readonly allowed: Caller; readonly denied: Caller };
  stop(): Promise<void>;
}

/** Starts it. The root's `pnpm test` builds it first; `pnpm build` does that alone. */
export async function startLocalStack(): Promise<LocalStack> {
  if (!existsSync(LOCAL)) throw new Error('packages/local is not built; run pnpm build');
  const child = spawn(process.execPath, [LOCAL, '--json', '--cases', '200', '--until', '2025-08-01'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the local stack ended with ${code}`))),
  ])) as [string];
  return {
    ...(JSON.parse(line) as Omit<LocalStack, 'stop'>),
    async stop() {
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

/** The environment that signs as this caller. */
export function signingAs({ accessKeyId, secretAccessKey }: Caller, region: string): Record<string, string> {
  return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_REGION: region };
}

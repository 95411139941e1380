import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { INFRA } from '@case-insights/testing/bundles';
import { runScript } from '@case-insights/testing/processes';
import { main } from '../src/cli/cli.ts';
import { openTerminal } from '../src/terminal.ts';

type Environment = Readonly<Record<string, string>>;

/** No credentials from an instance, and no notice about Node 20. */
const ALWAYS = {
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};

/** Runs a command in this process, with no terminal and none of this machine's AWS settings. One at a time. */
export async function runCommand(args: readonly string[], environment: Environment) {
  const stream = Object.assign(new PassThrough(), { isTTY: false });
  const written = text(stream);
  let stdout = '';
  const restore = replaceAwsSettings({ ...ALWAYS, ...environment });
  try {
    const terminal = openTerminal(stream as unknown as NodeJS.WriteStream);
    const code = await main(args, terminal, (piece) => {
      stdout += piece;
    });
    stream.end();
    return { stdout, stderr: await written, code };
  } finally {
    restore();
  }
}

/** Runs the built command in a process of its own, as a user does. */
export function runBuiltCommand(args: readonly string[], environment: Environment) {
  return runScript(INFRA, args, { env: { PATH: process.env.PATH, ...ALWAYS, ...environment } });
}

/** Sets these variables in place of all that configure AWS; returns what undoes it. */
function replaceAwsSettings(environment: Environment): () => void {
  const names = new Set([
    ...Object.keys(process.env).filter((name) => name.startsWith('AWS_')),
    ...Object.keys(environment),
  ]);
  const before = [...names].map((name) => [name, process.env[name]] as const);
  for (const name of names) delete process.env[name];
  Object.assign(process.env, environment);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}

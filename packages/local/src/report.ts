import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { BRIDGE } from './built.ts';
import { environment } from './client-configuration.ts';
import { OPTIONS_HELP, readCommandLine, separateOptions, UsageError } from './command-line.ts';
import { endWith } from './lifetime.ts';

const HELP = `npx -y pnpm@12 report: the bridge's report of the cases on this machine

Starts the local stack, lets "case-insights-bridge report" write its report, and
stops everything again.
With options:
  npx -y pnpm@12 report -- --data ./my-cases --days 90 --out report.html

Options of the report, as "npx -y pnpm@12 bridge report --help" explains:
--days, --service, --analysis, --format, --out

${OPTIONS_HELP}
`;

async function main(): Promise<void> {
  const [own, ofBridge] = separateOptions(process.argv.slice(2));
  const options = readCommandLine(own);
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  // Loaded once it is needed, so that help and refusals come at once.
  const starting = import('./asked-stack.ts').then((stacks) => stacks.startAskedStack(options));
  endWith(async () => (await starting).close(), true);
  const stack = await starting;
  const { endpoint, identities, region } = stack.description;
  const bridge = spawn(process.execPath, [BRIDGE, 'report', '--url', endpoint, ...ofBridge], {
    env: { ...process.env, ...environment(identities.allowed, region) },
    stdio: 'inherit',
  });
  const [code] = await once(bridge, 'close').finally(() => stack.close());
  process.exit(typeof code === 'number' ? code : 1);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});

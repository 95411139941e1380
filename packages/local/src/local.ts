import { isAsciiLocale, toAscii } from '@case-insights/terminal/ascii';
import { clientGuide } from './client-guide.ts';
import { OPTIONS_HELP, readCommandLine, UsageError } from './command-line.ts';
import { endWith } from './lifetime.ts';

const shown = isAsciiLocale(process.env) ? toAscii : (text: string) => text;

const HELP = `npx -y pnpm@12 local: Case Insights on this machine, until you stop it (Ctrl-C)

Starts stand-ins for the AWS services it uses (API Gateway, Lambda, Athena,
Bedrock, SSM) on 127.0.0.1, with the real server bundle behind it, and prints
the endpoint, credentials and a configuration for MCP clients.

  --json                print one line of JSON once it is ready, and nothing
                        else on stdout
  --oauth               also start the API for assistants that cannot sign
                        (Claude and ChatGPT on the web), with an authorization
                        server and three users; of --port n they take n+1, n+2

${OPTIONS_HELP}
`;

async function main(): Promise<void> {
  const options = readCommandLine(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(shown(HELP));
    return;
  }
  // Loaded once it is needed, so that help and refusals come at once.
  const starting = import('./previewed-stack.ts').then((stacks) => stacks.startPreviewedStack(options));
  const watchParent = options.json || process.env.npm_lifecycle_event !== undefined;
  endWith(async () => (await starting).close(), watchParent);
  const { description, cases } = await starting;
  process.stdout.write(
    options.json
      ? `${JSON.stringify(description)}\n`
      : shown(clientGuide(description, cases, description.viewsPage)),
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(error instanceof UsageError ? 2 : 1);
});

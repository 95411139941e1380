import type { ToolName } from '@case-insights/core/names';
import { isAsciiLocale, toAscii } from '@case-insights/terminal/ascii';
import { fit } from '@case-insights/terminal/text-width';
import type { Client } from '@modelcontextprotocol/client';
import { startAskedStack } from '../asked-stack.ts';
import { connectBridge } from '../bridge-client.ts';
import { clientConfigurations } from '../client-configuration.ts';
import { OPTIONS_HELP, readCommandLine, UsageError } from '../command-line.ts';
import { localCallers } from '../credentials.ts';
import { describeCases } from '../describe-cases.ts';
import { ACCOUNT_ID } from '../functions.ts';
import { endWith } from '../lifetime.ts';
import type { Stack, StackDescription } from '../stack.ts';
import { type DemoCall, demoCalls } from './calls.ts';
import { describeOutcome, type Outcomes } from './outcome.ts';
import { Screen } from './screen.ts';
import { wrap } from './text.ts';

const HELP = `npx -y pnpm@12 demo: every tool of Case Insights MCP, called on this machine

Starts everything on free ports (the bridge, an API that checks signatures, the
server bundle, stand-ins for Athena and Bedrock), calls the tools as an MCP
client would, shows what they answer, and stops everything again.
With options: npx -y pnpm@12 demo -- --data ./my-cases

${OPTIONS_HELP}
`;

const ARGUMENT_LINES = 3;

/** Where `local` is to listen, so that the configuration below fits: the demo's own stack has ended by then. */
const LOCAL_PORT = 8765;

/** What to try after the demo, and the command for it. */
const NEXT_STEPS = [
  [
    'On your own cases: a copy of the case bucket, made by aws s3 sync',
    'npx -y pnpm@12 demo -- --data <folder>',
  ],
  ['With a language model: any OpenAI-compatible server', 'LOCAL_LLM_URL=<its URL> npx -y pnpm@12 demo'],
  ['In your AWS account', 'npx -y pnpm@12 deploy:stack --id <your Case Insights identifier>'],
  [
    'From a real client: keeps running until you stop it, and says more than this',
    `npx -y pnpm@12 local -- --port ${LOCAL_PORT}`,
  ],
] as const;

const screen = new Screen(process.stdout, process.env);

async function main(): Promise<void> {
  const options = readCommandLine(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(isAsciiLocale(process.env) ? toAscii(HELP) : HELP);
    return;
  }
  screen.line();
  screen.paragraph(
    `${screen.bold('Case Insights MCP')}  ask a question of every AWS support case your company ever opened`,
  );
  screen.line();
  const begun = performance.now();
  const starting = startAskedStack(options);
  endWith(async () => (await starting).close(), true);
  const stack = await starting;
  const outcomes = await callTools(stack, begun).finally(() => stack.close());
  showNextSteps(stack.description, outcomes, begun);
  process.exit(describeOutcome(outcomes).failures === 0 ? 0 : 1);
}

/** Makes the calls one by one. */
async function callTools(stack: Stack, begun: number): Promise<Outcomes> {
  ready('the stack', begun, describeCases(stack.cases));
  const connecting = performance.now();
  const client = await connectBridge(stack.description, 'case-insights-demo');
  try {
    const { tools } = await client.listTools();
    const revision = client.getNegotiatedProtocolVersion();
    ready('the bridge', connecting, `${tools.length} tools through signed requests, MCP ${revision}`);
    const today = new Date().toISOString().slice(0, 10);
    const outcomes = new Map<ToolName, boolean>();
    const { count, days = { first: today, last: today } } = stack.cases;
    for (const call of demoCalls({ count, ...days }, today)) {
      outcomes.set(call.tool, await run(client, call, outcomes.size + 1));
    }
    return outcomes;
  } finally {
    await client.close();
  }
}

async function run(client: Client, call: DemoCall, number: number): Promise<boolean> {
  screen.line();
  screen.paragraph(`${screen.bold(`${number} ${call.tool}`)}  ${call.why}`);
  showArguments(call);
  const begun = performance.now();
  try {
    const result = await client.callTool(
      { name: call.tool, arguments: { ...call.arguments } },
      { onprogress: ({ message }) => message !== undefined && screen.pass(message) },
    );
    if (result.isError)
      throw new Error(result.content.map((part) => ('text' in part ? part.text : '')).join(' '));
    call.show(result.structuredContent, screen);
    screen.detail(`${screen.green('✓')} ${screen.dim(duration(begun))}`);
    return true;
  } catch (error) {
    screen.detail(
      `${screen.red('✗')} ${error instanceof Error ? error.message : error} ${screen.dim(duration(begun))}`,
    );
    return false;
  }
}

/** Shows arguments on one line if they fit, and only the beginning of long ones. */
function showArguments({ arguments: args }: DemoCall): void {
  const pairs = Object.entries(args).map(([name, value]) => `${name}: ${value}`);
  const together = pairs.join(' · ');
  for (const text of together.length <= screen.width ? [together] : pairs) {
    const lines = wrap(text, screen.width).map((line) => fit(line, screen.width));
    for (const line of lines.slice(0, ARGUMENT_LINES)) screen.detail(screen.cyan(line));
    if (lines.length > ARGUMENT_LINES) screen.detail(screen.cyan('…'));
  }
}

function showNextSteps({ region }: StackDescription, outcomes: Outcomes, begun: number): void {
  const { failures, summary, uncalled } = describeOutcome(outcomes);
  screen.line();
  if (failures > 0) {
    screen.paragraph(
      `${screen.red(summary)} in ${duration(begun)}; run again with --verbose to see the logs`,
    );
    return;
  }
  screen.paragraph(`${screen.green(summary)} in ${duration(begun)}. Nothing is left running.`);
  if (uncalled !== undefined) screen.paragraph(uncalled);
  screen.line();
  screen.paragraph(screen.bold('Next'));
  for (const [what, command] of NEXT_STEPS) {
    screen.detail(what);
    screen.detail(screen.cyan(`  ${command}`));
  }
  const [kiro] = clientConfigurations({
    endpoint: `http://127.0.0.1:${LOCAL_PORT}/prod`,
    region,
    identities: localCallers(ACCOUNT_ID, 'generator'),
  });
  screen.detail(`and in ${kiro?.file} for Kiro (it prints those of other clients):`);
  for (const line of JSON.stringify(kiro?.json, null, 2).split('\n')) screen.detail(screen.dim(`  ${line}`));
  screen.line();
}

function ready(what: string, since: number, detail: string): void {
  screen.paragraph(`${screen.green('●')} ${what} is up after ${duration(since)}: ${detail}`);
}

function duration(since: number): string {
  const ms = performance.now() - since;
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});

import { type Paint, paintFor } from '@case-insights/terminal/paint';
import { startProgress } from '@case-insights/terminal/progress';
import { BridgeFailure } from '../failure.ts';
import { openLog } from '../log.ts';
import { parseArguments } from '../options/parse.ts';
import { printable } from '../printable.ts';
import { resultJson } from './call/result-text.ts';
import { runChecks } from './doctor/checks.ts';
import { exitCodeFor, type Finding, STEPS } from './doctor/finding.ts';
import { reportingFailure } from './exit-code.ts';

/** Checks with their exit codes, for the help. */
function checkList(from: number, to?: number): string {
  return Object.entries(STEPS)
    .slice(from, to)
    .map(([step, code]) => `${code} ${step}`)
    .join(' · ');
}

export const help = `case-insights-bridge doctor: find out why it does not work

Usage:
  case-insights-bridge doctor --url URL [options]

Checks everything between this computer and the tools, and prints a tick or a
cross for each with what to do: configuration, credentials and who they are
(asks AWS STS), name, connection and TLS, clock, signature, permission,
protocol, each tool, the model's end, prompts and resources. Calls no tool, so
it costs nothing.

  --json                      the findings as JSON

and the options of "case-insights-bridge --help".

Examples:
  case-insights-bridge doctor \\
    --url https://abc123def4.execute-api.us-east-1.amazonaws.com/prod
  case-insights-bridge doctor --url "$ENDPOINT" --profile support \\
    --ca-bundle company.pem
  case-insights-bridge doctor --json |
    jq -r '.findings[] | select(.result == "failed") | .fix'

Exit codes: 0 all passed · 2 wrong command line · otherwise that of the first
failed check:
${checkList(0, 5)} ·
${checkList(5, 7)} ·
${checkList(7)}.
`;

const MARKS = { ok: '✓', warning: '!', failed: '✗', skipped: '–' } as const;
const STYLES = { ok: 'green', warning: 'yellow', failed: 'red', skipped: 'dim' } as const;
/** Width of the longest name of a check, in characters. */
const NAME_WIDTH = Math.max(...Object.keys(STEPS).map((step) => step.length));

export function run(args: readonly string[]): Promise<number> {
  return reportingFailure(() => doctor(args));
}

async function doctor(args: readonly string[]): Promise<number> {
  const { options, positionals, switches } = parseArguments(args, process.env, { switches: ['json'] });
  const [unexpected] = positionals;
  if (unexpected !== undefined) {
    throw new BridgeFailure('configuration', `doctor takes no "${unexpected}"; see doctor --help.`);
  }
  const log = await openLog(options.logLevel, options.logFile);
  const paint = paintFor(process.stdout);
  const findings: Finding[] = [];
  const progress = startProgress('Running the checks');
  for await (const finding of runChecks(options, log)) {
    progress.end();
    findings.push(finding);
    if (!switches.has('json')) process.stdout.write(findingText(finding, paint));
  }
  const code = exitCodeFor(findings);
  if (switches.has('json')) {
    process.stdout.write(
      resultJson({ ok: code === 0, exit_code: code, endpoint: options.url ?? null, findings }),
    );
  }
  return code;
}

function findingText({ step, result, message, fix }: Finding, paint: Paint): string {
  const mark = paint(STYLES[result], MARKS[result]);
  const todo = fix === undefined ? '' : `  ${' '.repeat(NAME_WIDTH)}  → ${printable(fix)}\n`;
  return `${mark} ${step.padEnd(NAME_WIDTH)}  ${printable(message)}\n${todo}`;
}

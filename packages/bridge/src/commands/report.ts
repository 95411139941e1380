import { accessSync, constants, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { startProgress } from '@case-insights/terminal/progress';
import { BridgeFailure } from '../failure.ts';
import { openLog } from '../log.ts';
import { parseArguments } from '../options/parse.ts';
import { printable } from '../printable.ts';
import { RpcError } from '../upstream/ask.ts';
import { openConnection } from '../upstream/connection.ts';
import { callTool } from './call/call-tool.ts';
import { resultJson } from './call/result-text.ts';
import { EXIT, reportingFailure } from './exit-code.ts';
import { numberIn } from './report/answers.ts';
import { reportCsv } from './report/csv.ts';
import { firstDay } from './report/first-day.ts';
import { type CallTool, gather, type ReportData, ToolFailure } from './report/gather.ts';
import { readPage, reportHtml } from './report/html.ts';
import { reportMarkdown } from './report/markdown.ts';
import { type Format, reportOptions } from './report/options.ts';

export const help = `case-insights-bridge report: a report of the cases of some days

Usage:
  case-insights-bridge report --url URL [options]

Counts by severity, service, root cause, practice and account, against the days
before; services over time; with --analysis the problems that a model finds in
the cases, which costs model tokens.

  --days N                    how many days back from today, both included, as
                              days_back of the tools [30]
  --service NAME              only cases of this service: EC2, RDS …, a code, or
                              several with commas; here in place of the service
                              to sign for, which CASE_INSIGHTS_SERVICE still
                              sets
  --analysis                  let a model read every case of these days
  --analysis-minutes N        how long to wait for that; then the report is
                              written without it, and says so [30]
  --format FORMAT             html (one page that opens offline and prints), md,
                              csv or json [from the file's name]
  --out FILE                  where it goes, - for stdout [report.html; the
                              other formats to stdout]

and the options of "case-insights-bridge --help".

Examples:
  case-insights-bridge report --url "$ENDPOINT" --days 7
  case-insights-bridge report --url "$ENDPOINT" --days 90 \\
    --service "EC2, EBS" --analysis --out compute.html
  case-insights-bridge report --url "$ENDPOINT" --format md |
    mail -s "Support cases" team@example.org
  case-insights-bridge report --url "$ENDPOINT" --out cases.csv

Says on stderr what it does, a line for each step where that is no terminal.

Exit codes:
  0    written
  1    no answer (network, credentials, permission, a refusal)
  2    wrong command line
  3    a count answered with an error, and there is no report; or the analysis
       failed for whatever reason or still runs, and the report is written and
       says so
  130  ended by Ctrl-C
`;

export function run(args: readonly string[]): Promise<number> {
  return reportingFailure(() => report(args));
}

async function report(args: readonly string[]): Promise<number> {
  const line = parseArguments(args, process.env, {
    switches: ['analysis'],
    values: ['days', 'service', 'format', 'out', 'analysis-minutes'],
  });
  const { options, positionals, switches, values } = line;
  const [unexpected] = positionals;
  if (unexpected !== undefined) {
    throw new BridgeFailure('configuration', `report takes no "${unexpected}"; see report --help.`);
  }
  const { format, file, ...asked } = reportOptions(values);
  // An analysis costs money, so that what would keep its report from being written is found out before.
  const textOf = writerOf(format);
  if (file !== undefined) requireWritable(file);
  const connection = await openConnection(options, await openLog(options.logLevel, options.logFile));
  const interrupt = new AbortController();
  const onSignal = () => interrupt.abort(new BridgeFailure('cancelled', 'Ended.'));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, onSignal);
  const progress = startProgress('Asking for the report');
  const call: CallTool = (name, toolArguments) =>
    callTool(connection.upstream, options, {
      name,
      args: toolArguments,
      signal: interrupt.signal,
      onProgress: process.stderr.isTTY ? progress.say : undefined,
    });
  const say = (text: string) => {
    if (process.stderr.isTTY) progress.say(text);
    else process.stderr.write(`${text}\n`);
  };
  try {
    const today = new Date().toISOString().slice(0, 10);
    const server = {
      call,
      firstDay: () => firstDay(connection.upstream, options.toolTimeoutMs, interrupt.signal),
    };
    const data = await gather({ today, ...asked, analysis: switches.has('analysis') }, server, say);
    progress.end();
    write(file, textOf(data));
    process.stderr.write(`${summaryLine(data, file)}\n`);
    if (data.analysisFailure === undefined) return EXIT.ok;
    process.stderr.write(`There is no analysis: ${printable(data.analysisFailure)}\n`);
    return EXIT.toolError;
  } catch (error) {
    return exitAfter(error);
  } finally {
    progress.end();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal);
    connection.close();
  }
}

function exitAfter(error: unknown): number {
  if (error instanceof ToolFailure) {
    process.stderr.write(`${printable(error.message)}\n`);
    return EXIT.toolError;
  }
  if (error instanceof RpcError) {
    const message = `The server refused the call: ${error.message} (${error.code}).`;
    throw new BridgeFailure('refused', message, { cause: error });
  }
  if (error instanceof Error && 'reason' in error && error.reason === 'cancelled') {
    process.stderr.write(`${error.message}\n`);
    return EXIT.interrupted;
  }
  throw error;
}

/** What makes the text of a format. Throws a `configuration` failure where a file of the bridge is missing for it. */
function writerOf(format: Format): (data: ReportData) => string {
  switch (format) {
    case 'html': {
      const page = readPage(process.argv[1] ?? '');
      return (data) => reportHtml(data, page);
    }
    case 'md':
      return reportMarkdown;
    case 'csv':
      return reportCsv;
    case 'json':
      return resultJson;
  }
}

/** A file that is there must be writable, such as /dev/stdout in a folder that is not; for a new one its folder. */
function requireWritable(file: string): void {
  try {
    const existing = statSync(file, { throwIfNoEntry: false });
    if (existing?.isDirectory()) throw new Error('it is a folder');
    accessSync(existing === undefined ? dirname(resolve(file)) : file, constants.W_OK);
  } catch (cause) {
    throw cannotWrite(file, cause);
  }
}

function write(file: string | undefined, text: string): void {
  if (file === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    writeFileSync(file, text);
  } catch (cause) {
    throw cannotWrite(file, cause);
  }
}

function cannotWrite(file: string, cause: unknown): BridgeFailure {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new BridgeFailure('configuration', `The report cannot be written to ${file} (${reason}).`, {
    cause,
  });
}

function summaryLine({ period, answers }: ReportData, file: string | undefined): string {
  const cases = numberIn(answers.get_case_summary, 'total_cases').toLocaleString('en-US');
  return `${file ?? 'Report'}: ${cases} cases from ${period.first} to ${period.last}`;
}

import { text } from 'node:stream/consumers';
import { ERROR_KEY, type ToolName } from '@case-insights/core/names';
import { widthOf } from '@case-insights/terminal/output';
import { paintFor } from '@case-insights/terminal/paint';
import { startProgress } from '@case-insights/terminal/progress';
import { asFailure, BridgeFailure } from '../failure.ts';
import { isObject, type JsonObject } from '../json-rpc.ts';
import { openLog } from '../log.ts';
import { type ParsedArguments, parseArguments } from '../options/parse.ts';
import { printable } from '../printable.ts';
import { listTools, RpcError } from '../upstream/ask.ts';
import { type Connection, openConnection } from '../upstream/connection.ts';
import { readOnlyFailure } from '../upstream/tool-gate.ts';
import { findTool } from '../upstream/tool-list.ts';
import { readArguments, typedArguments, type WrittenArguments } from './call/arguments.ts';
import { callTool } from './call/call-tool.ts';
import { withEveryRow } from './call/every-row.ts';
import { resultCsv } from './call/result-csv.ts';
import { contentText, resultJson, resultText } from './call/result-text.ts';
import { EXIT, reportingFailure } from './exit-code.ts';

/** The tool whose rows may come in several answers. */
const QUERY_TOOL: ToolName = 'query_athena';

export const help = `case-insights-bridge call: call one tool, for scripts and CI

Usage:
  case-insights-bridge call <tool> [key=value …] --url URL [options]
  case-insights-bridge call <tool> '{"key": "value"}' --url URL [options]
  case-insights-bridge call <tool> - --url URL [options]       JSON from stdin

One signed request, no session. Values are given the types the tool's schema
asks for (this reads the list of tools first); JSON goes out as it is.
"case-insights-bridge tools" lists the tools, "tools <tool>" the arguments of
one.

  --json                      the result as JSON on stdout; an error too:
                              {"error", "code", "request_id"}
  --csv                       the rows as CSV on stdout, as many as max_results
                              says; text that a spreadsheet would run as a
                              formula begins with an apostrophe

and the options of "case-insights-bridge --help".

Examples:
  case-insights-bridge call get_case_summary days_back=30 --url "$ENDPOINT"
  case-insights-bridge call get_rca_analysis rca_category='Limit reached'
  case-insights-bridge call query_athena --json \\
    '{"query": "SELECT count(*) FROM case_summary"}' | jq .rows
  case-insights-bridge call query_athena query='SELECT * FROM case_summary' \\
    max_results=5000 --csv > cases.csv
  case-insights-bridge call analyze_with_bedrock - < question.json
  MCP_SERVER_URL="$ENDPOINT" case-insights-bridge call get_service_trends

Exit codes:
  0    answered
  1    no answer (network, credentials, permission, a refusal)
  2    wrong command line: unknown tool, argument or option
  3    the tool answered with an error
  130  ended by Ctrl-C (the server is told to stop)
`;

export function run(args: readonly string[]): Promise<number> {
  return reportingFailure(() => callOrTell(args));
}

/** Tells a failure on stdout too where a script reads that. */
async function callOrTell(args: readonly string[]): Promise<number> {
  const json = args.includes('--json');
  try {
    return await call(args);
  } catch (error) {
    const failure = error instanceof RpcError ? refused(error) : asFailure(error);
    if (json) process.stdout.write(resultJson({ error: failure.message, code: failure.reason }));
    if (failure.reason === 'cancelled') return interrupted();
    throw failure;
  }
}

async function call(args: readonly string[]): Promise<number> {
  const line = parseArguments(args, process.env, { switches: ['json', 'csv'] });
  const [name, ...words] = line.positionals;
  const format = line.switches.has('csv') ? 'csv' : line.switches.has('json') ? 'json' : 'text';
  if (line.switches.has('csv') && line.switches.has('json')) {
    throw new BridgeFailure('configuration', 'call takes --csv or --json, not both; see call --help.');
  }
  if (name === undefined) {
    throw new BridgeFailure(
      'configuration',
      'Say which tool to call; "case-insights-bridge tools" lists them.',
    );
  }
  const written = await readArguments(words, () => text(process.stdin));
  const connection = await openConnection(
    line.options,
    await openLog(line.options.logLevel, line.options.logFile),
  );
  const interrupt = new AbortController();
  const onSignal = () => interrupt.abort(new BridgeFailure('cancelled', 'The call was ended.'));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, onSignal);
  const progress = startProgress(`Calling ${name}`);
  try {
    const toolArguments = await argumentsFor(connection, name, written, line, interrupt.signal);
    const callWith = (args: JsonObject) =>
      callTool(connection.upstream, line.options, {
        name,
        args,
        signal: interrupt.signal,
        onProgress: process.stderr.isTTY ? progress.say : undefined,
      });
    const pages = format === 'csv' && name === QUERY_TOOL;
    const answer = pages ? withEveryRow(callWith, toolArguments) : callWith(toolArguments);
    const result = await answer.catch((error: unknown) =>
      explainUnknownTool(error, connection, name, interrupt.signal),
    );
    progress.end();
    return report(result, format, name);
  } finally {
    progress.end();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal);
    connection.close();
  }
}

/** JSON goes out as it is; pairs need the tool's schema, and `--read-only` its annotations. */
async function argumentsFor(
  connection: Connection,
  name: string,
  written: WrittenArguments,
  line: ParsedArguments,
  signal: AbortSignal,
): Promise<JsonObject> {
  if (written.kind === 'json' && !line.options.readOnly) return written.value;
  const tool = findTool(name, await listTools(connection.upstream, signal));
  if (line.options.readOnly && !tool.readOnly) {
    throw readOnlyFailure(name);
  }
  return written.kind === 'json' ? written.value : typedArguments(written.pairs, tool);
}

/** A refused call of a tool that does not exist is a wrong command line; servers word that refusal differently. */
async function explainUnknownTool(
  error: unknown,
  connection: Connection,
  name: string,
  signal: AbortSignal,
): Promise<never> {
  if (error instanceof RpcError) findTool(name, await listTools(connection.upstream, signal));
  throw error;
}

/** Prints a result and returns the exit code: a tool's own error is told apart from everything else. */
async function report(result: JsonObject, format: 'text' | 'json' | 'csv', tool: string): Promise<number> {
  const structured = isObject(result.structuredContent) ? result.structuredContent : undefined;
  if (result.isError === true) {
    const message = contentText(result) || 'The tool failed and did not say why.';
    const meta = isObject(result._meta) ? result._meta[ERROR_KEY] : undefined;
    if (format === 'json')
      process.stdout.write(resultJson({ error: message, ...(isObject(meta) ? meta : {}) }));
    process.stderr.write(`${printable(message)}\n`);
    return EXIT.toolError;
  }
  if (format === 'csv') {
    writeCsv(structured ?? {}, tool);
  } else if (format === 'json') {
    process.stdout.write(resultJson(structured ?? result));
  } else if (structured === undefined) {
    process.stdout.write(`${printable(contentText(result))}\n`);
  } else {
    process.stdout.write(resultText(structured, widthOf(process.stdout), paintFor(process.stdout)));
  }
  return EXIT.ok;
}

function writeCsv(result: JsonObject, tool: string): void {
  const csv = resultCsv(result);
  if (csv === undefined) {
    throw new BridgeFailure('configuration', `The answer of ${tool} has no rows for --csv; use --json.`);
  }
  process.stdout.write(csv);
  const { next_token: next } = result;
  if (typeof next === 'string') {
    process.stderr.write(
      `There are more rows: raise max_results (at most 5000), or add next_token=${next}\n`,
    );
  }
}

function refused(error: RpcError): BridgeFailure {
  return new BridgeFailure(
    'refused',
    `The server refused the call: ${printable(error.message)} (${error.code}).`,
    {
      cause: error,
    },
  );
}

function interrupted(): number {
  process.stderr.write('Ended.\n');
  return EXIT.interrupted;
}

import { widthOf } from '@case-insights/terminal/output';
import { paintFor } from '@case-insights/terminal/paint';
import { startProgress } from '@case-insights/terminal/progress';
import { BridgeFailure } from '../failure.ts';
import { isObject } from '../json-rpc.ts';
import { openLog } from '../log.ts';
import { parseArguments } from '../options/parse.ts';
import { printable } from '../printable.ts';
import { listTools } from '../upstream/ask.ts';
import { openConnection } from '../upstream/connection.ts';
import { findTool, type ListedTool } from '../upstream/tool-list.ts';
import { type Parameter, parametersOf } from './call/parameters.ts';
import { resultJson } from './call/result-text.ts';
import { inline, textTable } from './call/text-table.ts';
import { EXIT, reportingFailure } from './exit-code.ts';

export const help = `case-insights-bridge tools: list the server's tools, or the arguments of one

Usage:
  case-insights-bridge tools [<tool>] --url URL [options]

  --json                      the tools as the server lists them, with their JSON Schemas

and the options of "case-insights-bridge --help". --read-only leaves out tools that do not declare readOnlyHint.

Examples:
  case-insights-bridge tools --url "$ENDPOINT"
  case-insights-bridge tools get_rca_analysis
  case-insights-bridge tools --json | jq -r '.tools[].name'

Exit codes: 0 listed · 1 no answer · 2 wrong command line, or no such tool.
`;

export function run(args: readonly string[]): Promise<number> {
  return reportingFailure(() => tools(args));
}

async function tools(args: readonly string[]): Promise<number> {
  const { options, positionals, switches } = parseArguments(args, process.env, { switches: ['json'] });
  const [name, unexpected] = positionals;
  if (unexpected !== undefined) {
    throw new BridgeFailure(
      'configuration',
      `tools takes one name, not "${unexpected}" too; see tools --help.`,
    );
  }
  const connection = await openConnection(options, await openLog(options.logLevel, options.logFile));
  const progress = startProgress('Listing the tools');
  try {
    const listed = (await listTools(connection.upstream)).filter(
      ({ readOnly }) => readOnly || !options.readOnly,
    );
    progress.end();
    const chosen = name === undefined ? listed : [findTool(name, listed)];
    const [tool] = chosen;
    if (switches.has('json')) process.stdout.write(resultJson({ tools: chosen.map(({ whole }) => whole) }));
    else if (name !== undefined && tool !== undefined) process.stdout.write(oneTool(tool));
    else process.stdout.write(allTools(listed));
    return EXIT.ok;
  } finally {
    progress.end();
    connection.close();
  }
}

function allTools(listed: readonly ListedTool[]): string {
  const rows = listed.map((tool) => ({
    tool: tool.name,
    arguments: parametersOf(tool.inputSchema).map(({ name, required }) => (required ? name : `[${name}]`)),
    description: tool.description,
  }));
  return textTable(rows, widthOf(process.stdout));
}

function oneTool(tool: ListedTool): string {
  const paint = paintFor(process.stdout);
  const rows = parametersOf(tool.inputSchema).map((parameter) => ({
    argument: parameter.name,
    takes: takes(parameter),
    default: parameter.required ? 'required' : parameter.schema.default,
    description: parameter.schema.description,
  }));
  const heading = `${paint('bold', tool.name)}  ${inline(tool.title)}\n${printable(tool.description)}\n`;
  return rows.length === 0 ? heading : `${heading}\n${textTable(rows, widthOf(process.stdout))}`;
}

/** What a parameter takes, in the words of its schema: type, range, or the values there are. */
function takes({ schema, types }: Parameter): string {
  if (Array.isArray(schema.enum)) return schema.enum.map(inline).join(' | ');
  const { minimum, maximum } = schema;
  const range = [
    ...(typeof minimum === 'number' ? [`from ${minimum}`] : []),
    ...(typeof maximum === 'number' ? [`to ${maximum}`] : []),
  ];
  const items =
    isObject(schema.items) && typeof schema.items.type === 'string' ? ` of ${schema.items.type}` : '';
  return [`${[...types].join(' or ') || 'anything'}${items}`, ...range].join(' ');
}

import { widthOf } from '@case-insights/terminal/output';
import { paintFor } from '@case-insights/terminal/paint';
import { startProgress } from '@case-insights/terminal/progress';
import { BridgeFailure } from '../failure.ts';
import { isObject, type JsonObject } from '../json-rpc.ts';
import { openLog } from '../log.ts';
import { parseArguments } from '../options/parse.ts';
import { printable } from '../printable.ts';
import { listTools } from '../upstream/ask.ts';
import { openConnection } from '../upstream/connection.ts';
import { listOffers, type OfferKind } from '../upstream/offers.ts';
import { findTool, type ListedTool } from '../upstream/tool-list.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { type Parameter, parametersOf } from './call/parameters.ts';
import { resultJson } from './call/result-text.ts';
import { inline, textTable } from './call/text-table.ts';
import { EXIT, reportingFailure } from './exit-code.ts';

export const help = `case-insights-bridge tools: list the server's tools, or the arguments of one

Usage:
  case-insights-bridge tools [<tool>] --url URL [options]

  --all                       its prompts and resources too
  --json                      all of it as the server lists it, tools with their
                              JSON Schemas

and the options of "case-insights-bridge --help". --read-only leaves out tools
that do not declare readOnlyHint.

Examples:
  case-insights-bridge tools --url "$ENDPOINT"
  case-insights-bridge tools get_rca_analysis
  case-insights-bridge tools --all
  case-insights-bridge tools --json | jq -r '.tools[].name'

Exit codes:
  0  listed
  1  no answer
  2  wrong command line, or no such tool
`;

export function run(args: readonly string[]): Promise<number> {
  return reportingFailure(() => tools(args));
}

async function tools(args: readonly string[]): Promise<number> {
  const { options, positionals, switches } = parseArguments(args, process.env, { switches: ['all', 'json'] });
  const [name, unexpected] = positionals;
  if (unexpected !== undefined) {
    throw new BridgeFailure(
      'configuration',
      `tools takes one name, not "${unexpected}" too; see tools --help.`,
    );
  }
  const all = switches.has('all');
  if (all && name !== undefined) {
    throw new BridgeFailure('configuration', `tools takes a name or --all, not both; see tools --help.`);
  }
  const connection = await openConnection(options, await openLog(options.logLevel, options.logFile));
  const progress = startProgress('Listing the tools');
  try {
    const listed = (await listTools(connection.upstream)).filter(
      ({ readOnly }) => readOnly || !options.readOnly,
    );
    const offers = all ? await otherOffers(connection.upstream) : undefined;
    progress.end();
    const chosen = name === undefined ? listed : [findTool(name, listed)];
    const [tool] = chosen;
    if (switches.has('json')) {
      process.stdout.write(resultJson({ tools: chosen.map(({ whole }) => whole), ...offers }));
    } else if (name !== undefined && tool !== undefined) process.stdout.write(oneTool(tool));
    else process.stdout.write(allTools(listed) + (offers === undefined ? '' : offersText(offers)));
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

/** What a server offers beside tools, under the names that the protocol gives the lists. */
interface Offers {
  readonly prompts: readonly JsonObject[];
  readonly resources: readonly JsonObject[];
  readonly resourceTemplates: readonly JsonObject[];
}

/** Lists that the server does not have are empty. */
async function otherOffers(upstream: Upstream): Promise<Offers> {
  const list = async (kind: OfferKind) => (await listOffers(upstream, kind)) ?? [];
  return {
    prompts: await list('prompts'),
    resources: await list('resources'),
    resourceTemplates: await list('templates'),
  };
}

function offersText({ prompts, resources, resourceTemplates }: Offers): string {
  const width = widthOf(process.stdout);
  const promptRows = prompts.map((prompt) => ({
    prompt: prompt.name,
    arguments: argumentsOf(prompt),
    description: prompt.description,
  }));
  const resourceRows = [...resources, ...resourceTemplates].map((resource) => ({
    resource: resource.uri ?? resource.uriTemplate,
    type: resource.mimeType,
    description: resource.description,
  }));
  return [promptRows, resourceRows]
    .filter((rows) => rows.length > 0)
    .map((rows) => `\n${textTable(rows, width)}`)
    .join('');
}

function argumentsOf({ arguments: list }: JsonObject): string[] {
  const named = Array.isArray(list) ? list.filter(isObject) : [];
  return named.map(({ name, required }) => (required === true ? String(name) : `[${String(name)}]`));
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

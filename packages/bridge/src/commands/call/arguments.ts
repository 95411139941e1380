import { BridgeFailure } from '../../failure.ts';
import { isObject, type JsonObject } from '../../json-rpc.ts';
import type { ListedTool } from '../../upstream/tool-list.ts';
import { type Parameter, parametersOf, typesOf } from './parameters.ts';

/** The arguments of a call as they stand on the command line. */
export type WrittenArguments =
  | { readonly kind: 'json'; readonly value: JsonObject }
  | { readonly kind: 'pairs'; readonly pairs: readonly (readonly [key: string, value: string])[] };

/**
 * Reads the words behind the tool's name: nothing, one JSON object, `-` for a JSON object on stdin, or `key=value`.
 * Throws a `configuration` failure for anything else.
 */
export async function readArguments(
  words: readonly string[],
  stdin: () => Promise<string>,
): Promise<WrittenArguments> {
  const [first = '', ...others] = words;
  if (words.length === 0) return { kind: 'json', value: {} };
  const json = first === '-' || first.trimStart().startsWith('{');
  if (json && others.length > 0) {
    throw usage(
      `"${others[0]}" is too much: the arguments are one JSON object or key=value pairs, not both.`,
    );
  }
  if (json) return { kind: 'json', value: parseObject(first === '-' ? await stdin() : first, first === '-') };
  return { kind: 'pairs', pairs: words.map(pair) };
}

/**
 * Gives each pair the type the tool's input schema asks for, so that `days_back=30` is a number; a key may be repeated
 * where it takes a list. Throws a `configuration` failure that names the argument and what it takes.
 */
export function typedArguments(
  pairs: readonly (readonly [key: string, value: string])[],
  tool: ListedTool,
): JsonObject {
  const parameters = parametersOf(tool.inputSchema);
  const values = new Map<string, unknown>();
  for (const [key, text] of pairs) {
    const parameter = parameters.find(({ name }) => name === key);
    if (parameter === undefined) {
      if (tool.inputSchema.additionalProperties !== false && parameters.length === 0) {
        values.set(key, text);
        continue;
      }
      throw usage(`${tool.name} takes no "${key}"; it takes ${names(parameters)}.`);
    }
    values.set(key, joined(parameter, text, values.get(key)));
  }
  return Object.fromEntries(values);
}

function pair(word: string): readonly [string, string] {
  const equals = word.indexOf('=');
  if (equals < 1)
    throw usage(`"${word}" is not key=value; write days_back=30, or one JSON object in quotes.`);
  return [word.slice(0, equals), word.slice(equals + 1)];
}

function parseObject(text: string, fromStdin: boolean): JsonObject {
  const where = fromStdin ? 'What came on stdin' : 'The argument';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw usage(`${where} is not valid JSON (${why}); quote it whole: '{"days_back": 30}'.`);
  }
  if (isObject(value)) return value;
  throw usage(`${where} is JSON but no object; write '{"days_back": 30}'.`);
}

function joined(parameter: Parameter, text: string, before: unknown): unknown {
  const value = typed(parameter.name, text, parameter.schema, parameter.types);
  if (before === undefined) return value;
  if (Array.isArray(before) && Array.isArray(value)) return [...before, ...value];
  throw usage(`${parameter.name} is given twice, and takes one value.`);
}

function typed(name: string, text: string, schema: JsonObject, types: ReadonlySet<string>): unknown {
  if (types.has('integer') && /^[+-]?\d+$/.test(text)) return Number(text);
  if (types.has('number') && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
  if (types.has('boolean') && (text === 'true' || text === 'false')) return text === 'true';
  if (types.has('array')) return list(name, text, schema);
  if (types.has('object') && text.trimStart().startsWith('{')) return parseObject(text, false);
  if (types.has('null') && !types.has('string') && text === 'null') return null;
  if (types.has('string') || types.size === 0) return text;
  throw usage(`${name} takes ${[...types].map(inWords).join(' or ')}, not "${text}".`);
}

function list(name: string, text: string, schema: JsonObject): unknown[] {
  if (text.trimStart().startsWith('[')) {
    try {
      const value: unknown = JSON.parse(text);
      if (Array.isArray(value)) return value;
    } catch {
      throw usage(`${name} begins like a JSON list and is none: ${text}`);
    }
  }
  const items = isObject(schema.items) ? schema.items : {};
  return [typed(name, text, items, typesOf(items))];
}

function inWords(type: string): string {
  if (type === 'integer') return 'a whole number';
  if (type === 'boolean') return 'true or false';
  if (type === 'object') return 'a JSON object';
  return type === 'null' ? 'null' : `a ${type}`;
}

function names(parameters: readonly Parameter[]): string {
  return parameters.length === 0 ? 'no arguments' : parameters.map(({ name }) => name).join(', ');
}

function usage(message: string): BridgeFailure {
  return new BridgeFailure('configuration', message);
}

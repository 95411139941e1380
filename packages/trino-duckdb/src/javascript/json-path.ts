import { cannot, TrinoFailure } from './failure.ts';
import { type Json, parseJson, writeJson } from './json.ts';
import { doubleText } from './json-extract.ts';

/** A path of SQL/JSON: `lax $.a[*].b`, without filters and methods. */
interface JsonPath {
  readonly strict: boolean;
  readonly steps: readonly (string | number | '*')[];
}

/** Reads a path, or says why not: no mode is Trino's own complaint. */
export function readJsonPath(path: string): JsonPath | 'malformed' | 'unsupported' {
  const [, mode, rest = ''] = /^\s*(lax|strict)\s*(\$.*)$/s.exec(path) ?? [];
  if (mode === undefined) return 'malformed';
  if (!/^\$(\s*(\.\s*(\w+|"(?:[^"\\])*")|\[\s*(\d+|\*)\s*\]))*\s*$/.test(rest)) return 'unsupported';
  const steps = Array.from(
    rest.matchAll(/\.\s*(?:(\w+)|"([^"]*)")|\[\s*(\d+|\*)\s*\]/g),
    ([, name, quoted, index]) =>
      index === undefined ? (`.${name ?? quoted}` as string) : index === '*' ? ('*' as const) : Number(index),
  );
  return { strict: mode === 'strict', steps };
}

/** What a path finds: a list of values, or why it fails. */
function evaluate(text: string, path: string): readonly Json[] | Error {
  const read = readJsonPath(path);
  if (typeof read === 'string') return cannot('read this JSON path');
  const json = parseJson(text);
  if (!json) return new TrinoFailure('JSON_INPUT_CONVERSION_ERROR', 'conversion to JSON failed');
  let found: readonly Json[] = [json];
  for (const step of read.steps) {
    const next: Json[] = [];
    for (const value of found) {
      const inner = descend(value, step, read.strict);
      if (inner instanceof Error) return inner;
      next.push(...inner);
    }
    found = next;
  }
  return found;
}

function descend(value: Json, step: string | number | '*', strict: boolean): readonly Json[] | Error {
  const structural = (what: string) =>
    new TrinoFailure('PATH_EVALUATION_ERROR', `path evaluation failed: structural error: ${what}`);
  if (typeof step === 'string' && step !== '*') {
    const objects = value.kind === 'array' && !strict ? value.items : [value];
    const found: Json[] = [];
    for (const item of objects) {
      if (item.kind !== 'object') {
        if (strict) return structural('invalid item type');
        continue;
      }
      const member = new Map(item.members).get(step.slice(1));
      if (member) found.push(member);
      else if (strict) return structural(`missing member '${step.slice(1)}' in JSON object`);
    }
    return found;
  }
  if (value.kind !== 'array' && strict) return structural('invalid item type');
  const items = value.kind === 'array' ? value.items : [value];
  if (step === '*') return items;
  const item = items[Number(step)];
  if (item) return [item];
  return strict ? structural('invalid array subscript') : [];
}

/** The answer of a path: `value` with a scalar's JSON, `empty`, or `error`. */
export function jsonValue(text: string, path: string, onEmpty: string, onError: string): string | null {
  const found = evaluate(text, path);
  if (found instanceof Error) return otherwise(onError, found);
  const [first, second] = found;
  if (!first)
    return otherwise(
      onEmpty,
      new TrinoFailure(
        'JSON_VALUE_RESULT_ERROR',
        'cannot extract SQL scalar from JSON: JSON path found no items',
      ),
    );
  if (second || first.kind === 'array' || first.kind === 'object') {
    return otherwise(
      onError,
      new TrinoFailure('JSON_VALUE_RESULT_ERROR', 'cannot extract SQL scalar from JSON'),
    );
  }
  if (first.kind === 'null') return null;
  if (first.kind === 'number')
    return /^-?\d+$/.test(first.text) ? first.text : doubleText(Number(first.text));
  return String(first.value);
}

export function jsonQuery(
  text: string,
  path: string,
  wrapper: string,
  quotes: boolean,
  onEmpty: string,
  onError: string,
): string | null {
  const found = evaluate(text, path);
  if (found instanceof Error) return otherwise(onError, found);
  const [first, second] = found;
  if (!first)
    return otherwise(
      onEmpty,
      new TrinoFailure('JSON_QUERY_RESULT_ERROR', 'cannot extract JSON: JSON path found no items'),
    );
  const single = !second && (first.kind === 'array' || first.kind === 'object');
  if (wrapper === 'always' || (wrapper === 'conditional' && !single))
    return writeJson({ kind: 'array', items: found }, false);
  if (second)
    return otherwise(
      onError,
      new TrinoFailure('JSON_QUERY_RESULT_ERROR', 'cannot extract JSON: JSON path found multiple items'),
    );
  return first.kind === 'string' && !quotes ? first.value : writeJson(first, false);
}

export function jsonExists(text: string, path: string, onError: string): boolean | null {
  const found = evaluate(text, path);
  if (!(found instanceof Error)) return found.length > 0;
  if (onError === 'ERRORONERROR' || onError === 'ERROR') throw found;
  return onError.startsWith('TRUE') ? true : onError.startsWith('UNKNOWN') ? null : false;
}

function otherwise(behavior: string, error: Error): string | null {
  if (error.message.includes('NOT_SUPPORTED') || behavior.startsWith('ERROR')) throw error;
  if (behavior.startsWith('EMPTYOBJECT')) return '{}';
  return behavior.startsWith('EMPTY') ? '[]' : null;
}

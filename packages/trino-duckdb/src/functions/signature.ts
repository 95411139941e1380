import {
  arrayOf,
  coercible,
  commonType,
  mapOf,
  type SimpleKind,
  sameType,
  simple,
  type TrinoType,
  VARCHAR,
} from '../trino/types.ts';
import { coerce, type Typed, typed } from '../values/typed.ts';

/** A parameter or result type: a concrete type, a variable (a capital letter), or an array or map of those. */
type Pattern =
  | { readonly variable: string }
  | { readonly type: TrinoType }
  | { readonly array: Pattern }
  | { readonly map: readonly [Pattern, Pattern] };

/** One overload of a function: its parameters in Trino, and the DuckDB expression that computes the same. */
export interface Signature {
  readonly name: string;
  readonly parameters: readonly Pattern[];
  /** The last parameter can occur one or more times. */
  readonly variadic: boolean;
  readonly result: Pattern;
  readonly template: string;
}

/**
 * Reads `name(type, T…): type`. In `template`, `$1` stands for the first argument and `$*` for all, comma separated.
 */
export function signature(text: string, template: string): Signature {
  const match = /^(\w+)\((.*)\): (.+)$/.exec(text);
  const [, name, list, result] = match ?? [];
  if (name === undefined || list === undefined || result === undefined)
    throw new Error(`bad signature: ${text}`);
  const parameters = splitTypes(list);
  const variadic = parameters.at(-1)?.endsWith('…') ?? false;
  return {
    name,
    parameters: parameters.map((parameter) => readPattern(parameter.replace('…', ''))),
    variadic,
    result: readPattern(result),
    template,
  };
}

function splitTypes(list: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const character of list) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === ',' && depth === 0) {
      parts.push(part.trim());
      part = '';
    } else {
      part += character;
    }
  }
  return part.trim() === '' ? parts : [...parts, part.trim()];
}

function readPattern(text: string): Pattern {
  const inner = /^(array|map)\((.*)\)$/.exec(text);
  if (inner?.[1] === 'array') return { array: readPattern(inner[2] ?? '') };
  if (inner?.[1] === 'map') {
    const [key = '', value = ''] = splitTypes(inner[2] ?? '');
    return { map: [readPattern(key), readPattern(value)] };
  }
  if (/^[A-Z]$/.test(text)) return { variable: text };
  return { type: text === 'varchar' ? VARCHAR : simple(text as SimpleKind) };
}

/** Finds the overload for these arguments as Trino does, exact types before converted ones, and applies it. */
export function applySignatures(overloads: readonly Signature[], args: readonly Typed[]): Typed | undefined {
  for (const exact of [true, false]) {
    for (const overload of overloads) {
      const result = apply(overload, args, exact);
      if (result) return result;
    }
  }
  return undefined;
}

function apply(overload: Signature, args: readonly Typed[], exact: boolean): Typed | undefined {
  const { parameters, variadic } = overload;
  if (variadic ? args.length < parameters.length : args.length !== parameters.length) return undefined;
  const pattern = (index: number) => parameters[Math.min(index, parameters.length - 1)];
  const bound = new Map<string, TrinoType>();
  for (const [index, arg] of args.entries()) {
    const parameter = pattern(index);
    if (!parameter || !bind(parameter, arg.type, bound, exact)) return undefined;
  }
  const converted: Typed[] = [];
  for (const [index, arg] of args.entries()) {
    const parameter = pattern(index);
    const wanted = parameter && resolve(parameter, bound);
    if (!wanted || !coercible(arg.type, wanted)) return undefined;
    converted.push(coerce(arg, wanted));
  }
  const result = resolve(overload.result, bound);
  if (!result) return undefined;
  const sql = overload.template
    .replaceAll('$*', () => converted.map((arg) => arg.sql).join(', '))
    .replaceAll(/\$(\d)/g, (_, digit: string) => converted[Number(digit) - 1]?.sql ?? 'NULL');
  return typed(sql, result);
}

/** Matches a type against a pattern, widening the types bound to its variables. */
function bind(pattern: Pattern, type: TrinoType, bound: Map<string, TrinoType>, exact: boolean): boolean {
  if ('variable' in pattern) {
    const common = commonType(bound.get(pattern.variable) ?? type, type);
    if (common) bound.set(pattern.variable, common.kind === 'varchar' ? VARCHAR : common);
    return common !== undefined;
  }
  if ('array' in pattern) {
    if (type.kind === 'unknown') return true;
    return type.kind === 'array' && bind(pattern.array, type.element, bound, exact);
  }
  if ('map' in pattern) {
    if (type.kind !== 'map') return false;
    return bind(pattern.map[0], type.key, bound, exact) && bind(pattern.map[1], type.value, bound, exact);
  }
  if (!exact) return coercible(type, pattern.type);
  return sameType(type, pattern.type) || (type.kind === 'varchar' && pattern.type.kind === 'varchar');
}

function resolve(pattern: Pattern, bound: ReadonlyMap<string, TrinoType>): TrinoType | undefined {
  if ('variable' in pattern) return bound.get(pattern.variable);
  if ('array' in pattern) {
    const element = resolve(pattern.array, bound);
    return element && arrayOf(element);
  }
  if ('map' in pattern) {
    const key = resolve(pattern.map[0], bound);
    const value = resolve(pattern.map[1], bound);
    return key && value && mapOf(key, value);
  }
  return pattern.type;
}

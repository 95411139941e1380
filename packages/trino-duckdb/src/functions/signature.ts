import { coercible, commonType } from '../trino/coercion.ts';
import {
  arrayOf,
  BIGINT,
  BOOLEAN,
  decimal,
  mapOf,
  type SimpleKind,
  sameType,
  simple,
  type TrinoType,
  timestamp,
  UNKNOWN,
  VARCHAR,
  varchar,
  zoned,
} from '../trino/types.ts';

/** A parameter or result type in a signature: `array(T)`, `varchar(x)`, `function(T, boolean)`. */
export interface Pattern {
  readonly name: string;
  readonly args: readonly Pattern[];
}

/** One overload of a function of Trino's. */
export interface Signature {
  readonly parameters: readonly Pattern[];
  readonly result: Pattern;
}

/** What the variables of a signature stand for at one call: types, and lengths, precisions and scales. */
export class Bindings {
  readonly types = new Map<string, TrinoType>();
  readonly numbers = new Map<string, number | undefined>();
  zone = 'UTC';
}

/** Reads `(varchar(x), bigint): varchar(x)`. */
export function readSignature(text: string): Signature {
  const end = closing(text, 0);
  return {
    parameters: split(text.slice(1, end)).map(readPattern),
    result: readPattern(text.slice(end + 1).replace(/^:\s*/, '')),
  };
}

function readPattern(text: string): Pattern {
  const open = text.indexOf('(');
  if (open < 0) return { name: text, args: [] };
  const end = closing(text, open);
  return {
    name: `${text.slice(0, open)}${text.slice(end + 1)}`,
    args: split(text.slice(open + 1, end)).map(readPattern),
  };
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    if (text[at] === ')') depth -= 1;
    if (depth === 0) return at;
  }
  throw new Error(`unbalanced signature: ${text}`);
}

function split(list: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const character of list) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === ',' && depth === 0) {
      parts.push(part.trim());
      part = '';
    } else part += character;
  }
  return part.trim() === '' ? parts : [...parts, part.trim()];
}

const isVariable = (pattern: Pattern): boolean =>
  pattern.args.length === 0 && /^[A-Za-z]\d?$/.test(pattern.name);

/** Whether the pattern holds a type variable, so that it fits many types. */
export function isGeneric(pattern: Pattern): boolean {
  return (
    isVariable(pattern) ||
    (['array', 'map', 'row', 'function'].includes(pattern.name) && pattern.args.some(isGeneric))
  );
}

/**
 * Fits an argument's type to a pattern, binding its variables. With `coercing`, types that convert without a cast fit
 * too, and variables widen to what all their arguments have in common.
 */
export function fit(pattern: Pattern, type: TrinoType, bound: Bindings, coercing: boolean): boolean {
  if (isVariable(pattern)) {
    const known = bound.types.get(pattern.name);
    if (known === undefined) bound.types.set(pattern.name, type);
    else if (!sameType(known, type)) {
      const common = commonType(known, type);
      if (
        !common ||
        !(coercing || type.kind === 'unknown' || (known.kind === 'varchar' && type.kind === 'varchar'))
      )
        return false;
      bound.types.set(pattern.name, common);
    }
    return true;
  }
  if (type.kind === 'unknown') {
    // A null is a varchar(0), where the length matters.
    for (const { name, args } of pattern.name === 'varchar' ? pattern.args : []) {
      if (args.length === 0 && !/^\d/.test(name) && !bound.numbers.has(name)) bound.numbers.set(name, 0);
    }
    return coercing && pattern.name !== 'function';
  }
  const [first, second] = pattern.args;
  if (pattern.name === 'array' && first)
    return type.kind === 'array' && fit(first, type.element, bound, coercing);
  if (pattern.name === 'map' && first && second) {
    return (
      type.kind === 'map' && fit(first, type.key, bound, coercing) && fit(second, type.value, bound, coercing)
    );
  }
  if (pattern.name === 'row') {
    return (
      type.kind === 'row' &&
      type.fields.length === pattern.args.length &&
      pattern.args.every((item, i) => fit(item, type.fields[i]?.type ?? UNKNOWN, bound, coercing))
    );
  }
  if (pattern.name === 'jsonpath' || pattern.name === 'joniregexp' || pattern.name === 'codepoints') {
    return type.kind === 'varchar';
  }
  return fitNumbered(pattern, type, bound) || (coercing && coerces(pattern, type, bound));
}

/** Types with a length, precision or scale, which a variable takes or a number fixes. */
function fitNumbered(pattern: Pattern, type: TrinoType, bound: Bindings): boolean {
  if (pattern.name !== type.kind) return false;
  if (type.kind === 'timestamp with time zone') bound.zone = type.zone;
  const numbers = numbersOf(type);
  return pattern.args.every((arg, i) => {
    const fixed = Number(arg.name);
    if (!Number.isNaN(fixed)) return numbers[i] === fixed;
    if (!bound.numbers.has(arg.name)) bound.numbers.set(arg.name, numbers[i]);
    return true;
  });
}

function numbersOf(type: TrinoType): (number | undefined)[] {
  switch (type.kind) {
    case 'varchar':
    case 'char':
      return [type.length];
    case 'decimal':
      return [type.precision, type.scale];
    case 'time':
    case 'timestamp':
    case 'timestamp with time zone':
      return [type.precision];
    default:
      return [];
  }
}

function coerces(pattern: Pattern, type: TrinoType, bound: Bindings): boolean {
  const wanted = lenient(pattern, type);
  if (!wanted || !coercible(type, wanted)) return false;
  return fitNumbered(pattern, wanted, bound) || pattern.args.length === 0;
}

/** The type that an argument would become for this parameter; variable numbers come from the argument. */
function lenient(pattern: Pattern, type: TrinoType): TrinoType | undefined {
  const [first, second] = pattern.args.map((arg) => Number(arg.name));
  switch (pattern.name) {
    case 'varchar':
      return type.kind === 'char'
        ? varchar(type.length)
        : first === undefined || Number.isNaN(first)
          ? VARCHAR
          : varchar(first);
    case 'timestamp':
      return timestamp(type.kind === 'timestamp' ? type.precision : type.kind === 'date' ? 0 : 3);
    case 'timestamp with time zone':
      return zoned(type.kind === 'timestamp' ? type.precision : type.kind === 'date' ? 0 : 3, 'UTC');
    case 'decimal': {
      const digits = { tinyint: 3, smallint: 5, integer: 10, bigint: 19 }[type.kind as string];
      if (Number.isFinite(first) && Number.isFinite(second)) return decimal(first ?? 38, second ?? 0);
      return digits === undefined ? undefined : decimal(digits, 0);
    }
    case 'char':
    case 'time':
      return undefined;
    default:
      return simple(pattern.name as SimpleKind);
  }
}

/** The type that a pattern stands for once its variables are bound. */
export function resolve(pattern: Pattern, bound: Bindings): TrinoType {
  if (isVariable(pattern)) return bound.types.get(pattern.name) ?? UNKNOWN;
  const types = () => pattern.args.map((arg) => resolve(arg, bound));
  const [a, b] = pattern.args.map((arg) =>
    /^\d+$/.test(arg.name) ? Number(arg.name) : bound.numbers.get(arg.name),
  );
  switch (pattern.name) {
    case 'array':
      return arrayOf(types()[0] ?? UNKNOWN);
    case 'map': {
      const [key = UNKNOWN, value = UNKNOWN] = types();
      return mapOf(key, value);
    }
    case 'row':
      return { kind: 'row', fields: types().map((type) => ({ type })) };
    case 'varchar':
    case 'jsonpath':
    case 'joniregexp':
    case 'codepoints':
      return a === undefined ? VARCHAR : varchar(a);
    case 'char':
      return { kind: 'char', length: a ?? 1 };
    case 'decimal':
      return decimal(a ?? 38, b ?? 0);
    case 'time':
      return { kind: 'time', precision: a ?? 3 };
    case 'timestamp':
      return timestamp(a ?? 3);
    case 'timestamp with time zone':
      return zoned(a ?? 3, bound.zone);
    case 'boolean':
      return BOOLEAN;
    case 'bigint':
      return BIGINT;
    default:
      return simple(pattern.name as SimpleKind);
  }
}

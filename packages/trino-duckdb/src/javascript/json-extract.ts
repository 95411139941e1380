import { invalidArgument, TrinoFailure } from './failure.ts';
import { type Json, javaDouble, parseJson, writeJson } from './json.ts';
import { readFirst, type Step } from './json-scan.ts';

/** Reads `$.a["b c"][0]`; Trino knows no more of JSONPath here. */
export function readPath(path: string): Step[] {
  if (!/^\$(\.\w+|\[\d+\]|\["(?:[^"\\]|\\.)*"\]|\['(?:[^'\\]|\\.)*'\])*$/.test(path))
    throw invalidArgument(`Invalid JSON path: '${path}'`);
  return Array.from(
    path.matchAll(/\.(\w+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\['((?:[^'\\]|\\.)*)'\]/g),
    (step): Step => {
      const [, name, index, quoted, single] = step;
      if (index !== undefined) return Number(index);
      return name ?? (quoted ?? single ?? '').replace(/\\(.)/g, '$1');
    },
  );
}

export function jsonExtract(text: string, path: string): string | null {
  const found = readFirst(text, readPath(path));
  return found ? writeJson(found, false) : null;
}

/** A string, number or boolean as text, as it is written; null for anything else. */
export function jsonExtractScalar(text: string, path: string): string | null {
  const found = readFirst(text, readPath(path));
  return found ? scalarText(found) : null;
}

function scalarText(json: Json): string | null {
  if (json.kind === 'string') return json.value;
  if (json.kind === 'number') return json.text;
  return json.kind === 'boolean' ? String(json.value) : null;
}

export function jsonSize(text: string, path: string): bigint | null {
  const found = readFirst(text, readPath(path));
  if (!found) return null;
  if (found.kind === 'array') return BigInt(found.items.length);
  return found.kind === 'object' ? BigInt(found.members.length) : 0n;
}

export function jsonParse(text: string): string {
  const json = parseJson(text);
  if (!json) throw invalidArgument(`Cannot convert value to JSON: '${text}'`);
  return writeJson(json);
}

function arrayOf(text: string): readonly Json[] | undefined {
  const json = parseJson(text, true);
  return json?.kind === 'array' ? json.items : undefined;
}

export function jsonArrayLength(text: string): bigint | null {
  const items = arrayOf(text);
  return items ? BigInt(items.length) : null;
}

export function jsonArrayGet(text: string, index: bigint): string | null {
  const item = arrayOf(text)?.at(Number(index));
  if (!item || item.kind === 'null') return null;
  return item.kind === 'string' ? item.value : writeJson(item, false);
}

/** Whether an array holds a value, given as JSON. */
export function jsonArrayContains(text: string, value: string): boolean | null {
  const items = arrayOf(text);
  const wanted = parseJson(value);
  if (!items || !wanted) return null;
  return items.some((item) => {
    if (item.kind !== wanted.kind) return false;
    if (item.kind === 'number' && wanted.kind === 'number') {
      return (
        /^-?\d+$/.test(item.text) === /^-?\d+$/.test(wanted.text) && Number(item.text) === Number(wanted.text)
      );
    }
    return writeJson(item) === writeJson(wanted);
  });
}

export function isJsonScalar(text: string): boolean {
  const json = parseJson(text);
  if (!json) throw invalidArgument(`Invalid JSON value: ${text}`);
  return json.kind !== 'array' && json.kind !== 'object';
}

/** What a JSON value shall become: `[kind, …]` as the compiler writes it. */
type Shape = readonly [kind: string, ...rest: unknown[]];

/** A JSON value brought into the form that DuckDB casts to a type: the text of a scalar, or JSON for what is nested. */
export function jsonCast(text: string, shapeText: string): string | null {
  const json = parseJson(text);
  const shape: Shape = JSON.parse(shapeText);
  if (!json) return null;
  const value = cast(json, shape);
  if (value === null) return null;
  return ['array', 'map', 'row'].includes(shape[0]) ? JSON.stringify(value) : String(value);
}

function failed(json: Json, kind: string): TrinoFailure {
  const text = json.kind === 'string' ? json.value : writeJson(json);
  return new TrinoFailure(
    'INVALID_CAST_ARGUMENT',
    `Cannot cast '${text}' to ${kind === 'integer' ? 'INT' : kind.toUpperCase()}`,
  );
}

function cast(json: Json, [kind, first, second]: Shape): unknown {
  if (kind === 'json') return writeJson(json);
  if (json.kind === 'null') return null;
  if (kind === 'array') {
    if (json.kind !== 'array') throw failed(json, kind);
    return json.items.map((item) => cast(item, first as Shape));
  }
  if (kind === 'map') {
    if (json.kind !== 'object') throw failed(json, kind);
    return Object.fromEntries(json.members.map(([name, value]) => [name, cast(value, first as Shape)]));
  }
  if (kind === 'row') return castRow(json, first as [string | null, Shape][]);
  if (json.kind === 'array' || json.kind === 'object') throw failed(json, kind);
  return castScalar(json, kind, Number(first), Number(second));
}

function castRow(json: Json, fields: readonly [string | null, Shape][]): unknown {
  if (json.kind === 'array') {
    if (json.items.length !== fields.length) throw failed(json, 'row');
    return Object.fromEntries(
      fields.map(([, shape], i) => [`f${i}`, cast(json.items[i] ?? { kind: 'null' }, shape)]),
    );
  }
  if (json.kind !== 'object') throw failed(json, 'row');
  const members = new Map(json.members.map(([name, value]) => [name.toLowerCase(), value]));
  return Object.fromEntries(
    fields.map(([name, shape], i) => [`f${i}`, cast(members.get(name ?? '') ?? { kind: 'null' }, shape)]),
  );
}

const LIMITS: Readonly<Record<string, number>> = {
  tinyint: 2 ** 7,
  smallint: 2 ** 15,
  integer: 2 ** 31,
  bigint: 2 ** 63,
};

function castScalar(
  json: Json & { kind: 'boolean' | 'number' | 'string' },
  kind: string,
  precision: number,
  scale: number,
): unknown {
  const text = json.kind === 'number' ? json.text : String(json.value);
  const limit = LIMITS[kind];
  if (limit !== undefined) {
    const value = json.kind === 'boolean' ? Number(json.value) : Number(text);
    if (json.kind === 'string' && !/^[+-]?\d+$/.test(text)) throw failed(json, kind);
    if (/^[+-]?\d+$/.test(text))
      return BigInt(text) < BigInt(limit) && BigInt(text) >= -BigInt(limit)
        ? text.replace('+', '')
        : fail(json, kind);
    const rounded = Math.sign(value) * Math.round(Math.abs(value));
    if (!(Math.abs(rounded) < limit)) throw failed(json, kind);
    return rounded;
  }
  switch (kind) {
    case 'varchar':
      if (json.kind !== 'number' || /^-?\d+$/.test(text)) return text;
      return doubleText(Number(text));
    case 'boolean':
      if (json.kind === 'number') return Number(text) !== 0;
      if (/^(true|t|1)$/i.test(text)) return true;
      return /^(false|f|0)$/i.test(text) ? false : fail(json, kind);
    case 'double':
    case 'real':
      if (json.kind === 'boolean') return Number(json.value);
      return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : fail(json, kind);
    case 'decimal': {
      const number = json.kind === 'boolean' ? String(Number(json.value)) : text;
      if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(number)) throw failed(json, kind);
      if (Math.abs(Number(number)) >= 10 ** (precision - scale)) throw failed(json, kind);
      return number;
    }
    default:
      if (json.kind !== 'string') throw failed(json, kind);
      return text;
  }
}

function fail(json: Json, kind: string): never {
  throw failed(json, kind);
}

/** A double as a cast to varchar writes it: always with an exponent. */
export function doubleText(value: number): string {
  if (!Number.isFinite(value)) return javaDouble(value);
  if (value === 0) return Object.is(value, -0) ? '-0E0' : '0E0';
  const [, digits = '', fraction = '0', exponent = '0'] =
    /^(-?\d)(?:\.(\d+))?e\+?(-?\d+)$/.exec(value.toExponential()) ?? [];
  return `${digits}.${fraction}E${exponent}`;
}

/** A real has seven digits there. */
export function realText(value: number): string {
  return Number.isFinite(value) ? doubleText(Number(value.toPrecision(7))) : doubleText(value);
}

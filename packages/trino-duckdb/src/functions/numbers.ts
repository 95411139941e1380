import { refusal } from '../trino/errors.ts';
import {
  arrayOf,
  BIGINT,
  DATE,
  DOUBLE,
  duckType,
  isInteger,
  isNumeric,
  type TrinoType,
} from '../trino/types.ts';
import { coerce, type Typed, typed, unify } from '../values/typed.ts';
import type { SpecialFunction } from './special-function.ts';

/** Integers round to themselves, decimals to a decimal of fewer digits; the signatures cover the rest. */
const round: SpecialFunction = ([value, digits], _, position) => {
  if (value?.type.kind !== 'decimal') {
    if (digits && value && isInteger(value.type)) throw refusal('round an integer to digits', position);
    return undefined;
  }
  const { precision, scale } = value.type;
  if (!digits) {
    const type: TrinoType = {
      kind: 'decimal',
      precision: Math.max(1, precision - scale + Math.min(1, scale)),
      scale: 0,
    };
    return typed(`CAST(round(${value.sql}, 0) AS ${duckType(type)})`, type);
  }
  if (!/^\d+$/.test(digits.sql))
    throw refusal('round a decimal to a number of digits that is not a literal', position);
  const type: TrinoType = { kind: 'decimal', precision: Math.min(38, precision + 1), scale };
  return typed(`CAST(round(${value.sql}, ${digits.sql}) AS ${duckType(type)})`, type);
};

const toWhole =
  (duck: 'ceil' | 'floor'): SpecialFunction =>
  ([value]) => {
    if (value?.type.kind !== 'decimal') return undefined;
    const { precision, scale } = value.type;
    const type: TrinoType = {
      kind: 'decimal',
      precision: Math.max(1, precision - scale + Math.min(scale, 1)),
      scale: 0,
    };
    return typed(`CAST(${duck}(${value.sql}) AS ${duckType(type)})`, type);
  };

/** The largest or smallest value; null if any is null, where DuckDB ignores nulls. */
const extreme =
  (duck: 'greatest' | 'least'): SpecialFunction =>
  (args, _, position) => {
    const all = unify(args, (a, b) => `${duck} arguments must be the same type: ${a}, ${b}`, position);
    const sql = all.values.map((value) => value.sql);
    const anyNull = sql.map((text) => `${text} IS NULL`).join(' OR ');
    return typed(`CASE WHEN ${anyNull} THEN NULL ELSE ${duck}(${sql.join(', ')}) END`, all.type);
  };

const random: SpecialFunction = (args, context, position) => {
  context.varies();
  if (args.length === 0) return typed('random()', DOUBLE);
  throw refusal('call random with bounds', position);
};

const nullif: SpecialFunction = (args, _, position) => {
  const [value, other] = args;
  if (!value || !other || args.length !== 2) return undefined;
  const all = unify(args, (a, b) => `Types are not comparable with NULLIF: ${a} vs ${b}`, position);
  const [left, right] = all.values;
  // NULLIF has the type of its first argument.
  return typed(`CASE WHEN ${left?.sql} = ${right?.sql} THEN NULL ELSE ${value.sql} END`, value.type);
};

const logarithm: SpecialFunction = ([base, value]) => {
  if (!base || !value || !isNumeric(base.type) || !isNumeric(value.type)) return undefined;
  const double = (arg: Typed) => coerce(arg, DOUBLE).sql;
  return typed(`(ln(${double(value)}) / ln(${double(base)}))`, DOUBLE);
};

const sequence: SpecialFunction = (args, _, position) => {
  const [from, to, step] = args;
  if (!from || !to) return undefined;
  if (isInteger(from.type) && isInteger(to.type) && step && isInteger(step.type)) {
    const all = args.map((arg) => coerce(arg, BIGINT).sql);
    return typed(`trino_sequence(${all.join(', ')})`, arrayOf(BIGINT));
  }
  if (
    from.type.kind === 'date' &&
    to.type.kind === 'date' &&
    (!step || step.type.kind.startsWith('interval'))
  ) {
    const by =
      step?.sql ?? `CASE WHEN ${from.sql} <= ${to.sql} THEN INTERVAL '1' DAY ELSE INTERVAL '-1' DAY END`;
    const days = `trino_days(${from.sql}, ${to.sql}, ${by})`;
    return typed(`list_transform(${days}, lambda trino_e: CAST(trino_e AS DATE))`, arrayOf(DATE));
  }
  if (step) throw refusal('build a sequence of this type', position);
  return undefined;
};

const abs: SpecialFunction = ([value]) =>
  value?.type.kind === 'decimal' ? typed(`abs(${value.sql})`, value.type) : undefined;

const map: SpecialFunction = (args, _, position) => {
  const [keys, values] = args;
  if (args.length === 0 || keys?.type.kind !== 'array' || values?.type.kind !== 'array') {
    throw refusal('build this map', position);
  }
  return typed(`map(${keys.sql}, ${values.sql})`, {
    kind: 'map',
    key: keys.type.element,
    value: values.type.element,
  });
};

export const NUMBER_FUNCTIONS: Readonly<Record<string, SpecialFunction>> = {
  abs,
  round,
  ceil: toWhole('ceil'),
  ceiling: toWhole('ceil'),
  floor: toWhole('floor'),
  greatest: extreme('greatest'),
  least: extreme('least'),
  random,
  rand: random,
  nullif,
  log: logarithm,
  sequence,
  map,
};

import type { Context } from '../context/context.ts';
import { nullOnFailure } from '../context/guard.ts';
import type { Scope } from '../context/scope.ts';
import type { Call } from '../syntax/ast.ts';
import { commonType } from '../trino/coercion.ts';
import { type Position, refusal, StatementError } from '../trino/errors.ts';
import { BOOLEAN, isFloat, isInteger, timestamp, typeName, VARCHAR, zoned } from '../trino/types.ts';
import { asText } from '../values/cast.ts';
import { castToJson } from '../values/cast-json.ts';
import { compare } from '../values/equality.ts';
import { coerce, expectType, quote, type Typed, typed, unify } from '../values/typed.ts';
import { applyFunction } from './apply.ts';

type Form = (call: Call, position: Position, scope: Scope, context: Context) => Typed;

const values = (call: Call, scope: Scope, context: Context): Typed[] =>
  call.args.map((arg) => context.expression(arg, scope));

const syntax = (message: string, position: Position): StatementError =>
  new StatementError('SYNTAX_ERROR', message, position);

const EXTRACTS: Readonly<Record<string, string>> = {
  year: 'year',
  quarter: 'quarter',
  month: 'month',
  week: 'week',
  day: 'day',
  day_of_month: 'day',
  day_of_week: 'day_of_week',
  dow: 'day_of_week',
  day_of_year: 'day_of_year',
  doy: 'day_of_year',
  year_of_week: 'year_of_week',
  yow: 'year_of_week',
  hour: 'hour',
  minute: 'minute',
  second: 'second',
  timezone_hour: 'timezone_hour',
  timezone_minute: 'timezone_minute',
};

const extract: Form = (call, position, scope, context) => {
  const [field, node] = call.args;
  const name = field?.kind === 'string' ? field.value.toLowerCase() : '';
  const listed = Object.hasOwn(EXTRACTS, name) ? EXTRACTS[name] : undefined;
  if (listed === undefined || !node) throw syntax(`Invalid EXTRACT field: ${name}`, position);
  const value = context.expression(node, scope);
  if (value.type.kind === 'date' && ['hour', 'minute', 'second'].includes(listed)) {
    throw new StatementError('TYPE_MISMATCH', `Cannot extract ${name.toUpperCase()} from date`, position);
  }
  try {
    return applyFunction(listed, [value], position, context);
  } catch (error) {
    if (!(error instanceof StatementError) || error.errorName !== 'FUNCTION_NOT_FOUND') throw error;
    throw new StatementError(
      'TYPE_MISMATCH',
      `Cannot extract ${name.toUpperCase()} from ${typeName(value.type)}`,
      position,
    );
  }
};

const conditional: Form = (call, position, scope, context) => {
  const [whenNode, thenNode, elseNode] = call.args;
  if (!whenNode || !thenNode || call.args.length > 3)
    throw syntax("Invalid number of arguments for 'if' function", position);
  const when = expectType(context.expression(whenNode, scope), BOOLEAN, 'IF condition', position).sql;
  const branches = [thenNode, ...(elseNode ? [elseNode] : [])].map((node) => context.expression(node, scope));
  const all = unify(branches, (a, b) => `Result types for IF must be the same: ${a} vs ${b}`, position);
  const [then, otherwise] = all.values;
  return typed(`CASE WHEN ${when} THEN ${then?.sql} ELSE ${otherwise?.sql ?? 'NULL'} END`, all.type);
};

const coalesce: Form = (call, position, scope, context) => {
  const all = unify(
    values(call, scope, context),
    (a, b) =>
      `All COALESCE operands must be the same type or coercible to a common type. Cannot find common type between ${a} and ${b}`,
    position,
  );
  if (all.values.length < 2)
    throw syntax("The 'coalesce' function must have at least two arguments", position);
  const texts = all.values.map(({ sql }) => sql);
  if (!context.guards) return typed(`coalesce(${texts.join(', ')})`, all.type);
  // DuckDB 1.5 crashes where its coalesce fails within TRY.
  const whens = texts.slice(0, -1).map((sql) => `WHEN ${sql} IS NOT NULL THEN ${sql}`);
  return typed(`CASE ${whens.join(' ')} ELSE ${texts.at(-1)} END`, all.type);
};

const nullif: Form = (call, position, scope, context) => {
  const [value, other, more] = values(call, scope, context);
  if (!value || !other || more) throw syntax("Invalid number of arguments for 'nullif' function", position);
  if (!commonType(value.type, other.type)) {
    throw new StatementError(
      'TYPE_MISMATCH',
      `Types are not comparable with NULLIF: ${typeName(value.type)} vs ${typeName(other.type)}`,
      position,
    );
  }
  if (value.type.kind === 'unknown') return value;
  return typed(
    `CASE WHEN ${compare('=', value, other, position).sql} THEN NULL ELSE ${value.sql} END`,
    value.type,
  );
};

const format: Form = (call, position, scope, context) => {
  const [pattern, ...rest] = values(call, scope, context);
  if (!pattern || rest.length === 0)
    throw syntax("The 'format' function must have at least two arguments", position);
  if (pattern.type.kind !== 'varchar') {
    throw new StatementError(
      'TYPE_MISMATCH',
      `Type of first argument to format() must be VARCHAR (actual: ${typeName(pattern.type)})`,
      position,
    );
  }
  const items = rest.map((value) => formatArgument(value, position));
  return typed(`trino_js_format(${pattern.sql}, '[' || ${items.join(" || ',' || ")} || ']')`, VARCHAR);
};

/** An argument as JSON: its kind and its text. */
function formatArgument(value: Typed, position: Position): string {
  const { type } = value;
  const kind = isInteger(type)
    ? 'integer'
    : isFloat(type)
      ? 'double'
      : type.kind === 'decimal' || type.kind === 'boolean'
        ? type.kind
        : 'text';
  if (
    !['integer', 'double', 'decimal', 'boolean'].includes(kind) &&
    !['varchar', 'char', 'unknown', 'date', 'timestamp', 'timestamp with time zone', 'time', 'json'].includes(
      type.kind,
    )
  ) {
    throw new StatementError(
      'NOT_SUPPORTED',
      `Type not supported for formatting: ${typeName(type)}`,
      position,
    );
  }
  if (type.kind === 'timestamp' || type.kind === 'timestamp with time zone' || type.kind === 'time')
    throw refusal(`format a ${typeName(type)}`, position);
  const text =
    kind === 'double'
      ? `trino_js_json_number(CAST(${value.sql} AS DOUBLE))`
      : type.kind === 'json'
        ? value.sql
        : asText(value, position);
  const plain = kind === 'double' ? `trim(${text}, '"')` : text;
  return `'["${kind}",' || coalesce(CAST(to_json(${plain}) AS VARCHAR), 'null') || ']'`;
}

const clock =
  (kind: 'zoned' | 'local'): Form =>
  (call, position, _scope, context) => {
    const digits = call.args[0]?.kind === 'number' ? Number(call.args[0].text) : 3;
    if (digits > 6) throw refusal('tell the time finer than microseconds', position);
    context.varies();
    const now = `date_trunc('${digits <= 3 ? 'millisecond' : 'microsecond'}', now())`;
    return kind === 'zoned'
      ? typed(now, zoned(digits, 'UTC'))
      : typed(`CAST(${now} AS TIMESTAMP)`, timestamp(digits));
  };

const jsonObject =
  (absent: boolean): Form =>
  (call, position, scope, context) => {
    const args = values(call, scope, context);
    const members: string[] = [];
    for (let i = 0; i < args.length; i += 2) {
      const [key, value] = [args[i], args[i + 1]];
      if (!key || !value) continue;
      if (key.type.kind !== 'varchar')
        throw new StatementError('INVALID_FUNCTION_ARGUMENT', 'JSON object keys must be texts', position);
      const text = `CAST(to_json(${key.sql}) AS VARCHAR) || ':'`;
      const json = member(value, position);
      members.push(absent ? `(${text} || ${json})` : `(${text} || coalesce(${json}, 'null'))`);
    }
    return typed(`('{' || coalesce(array_to_string([${members.join(', ')}], ','), '') || '}')`, VARCHAR);
  };

const jsonArray =
  (absent: boolean): Form =>
  (call, position, scope, context) => {
    const items = values(call, scope, context).map((value) =>
      absent ? member(value, position) : `coalesce(${member(value, position)}, 'null')`,
    );
    return typed(`('[' || coalesce(array_to_string([${items.join(', ')}], ','), '') || ']')`, VARCHAR);
  };

function member(value: Typed, position: Position): string {
  return value.type.kind === 'unknown'
    ? 'CAST(NULL AS VARCHAR)'
    : castToJson(coerce(value, value.type), position);
}

/** What looks like a function and has rules of its own. */
export const SPECIAL_FORMS: Readonly<Record<string, Form>> = {
  extract,
  if: conditional,
  coalesce,
  nullif,
  format,
  try: (call, position, scope, context) => {
    const [value, more] = call.args;
    if (!value || more) throw syntax("The 'try' function must have exactly one argument", position);
    return nullOnFailure(context, () => context.expression(value, scope));
  },
  // The value stays part of the expression: an aggregate must go on making its query one of groups.
  typeof: (call, position, scope, context) => {
    const [value, more] = values(call, scope, context);
    if (!value || more)
      throw new StatementError('FUNCTION_NOT_FOUND', 'Unexpected parameters for function typeof', position);
    const name = quote(typeName(value.type));
    return typed(
      value.type.kind === 'unknown' ? name : `CASE WHEN ${value.sql} IS NULL THEN ${name} ELSE ${name} END`,
      VARCHAR,
    );
  },
  current_timestamp: clock('zoned'),
  localtimestamp: clock('local'),
  current_time: (_, position) => {
    throw refusal('tell the time of day', position);
  },
  localtime: (_, position) => {
    throw refusal('tell the time of day', position);
  },
  current_user: () => typed("'local'", VARCHAR),
  current_catalog: () => typed("'awsdatacatalog'", VARCHAR),
  current_schema: (_call, _position, _scope, context) =>
    typed(quote(context.catalog.database.toLowerCase()), VARCHAR),
  json_object: jsonObject(false),
  'json_object absent': jsonObject(true),
  json_array: jsonArray(false),
  'json_array absent': jsonArray(true),
};

import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBConnection,
  DuckDBScalarFunction,
  type DuckDBType,
  type DuckDBValue,
  FLOAT,
  VARCHAR,
} from '@duckdb/node-api';
import { cannot, failureText, isRefusal } from '../javascript/failure.ts';
import { formatMoment } from '../javascript/format-moment.ts';
import { isoDate, isoMilliseconds } from '../javascript/iso-moment.ts';
import { javaFormat } from '../javascript/java-format.ts';
import { jsonDouble } from '../javascript/json.ts';
import * as json from '../javascript/json-extract.ts';
import { jsonExists, jsonQuery, jsonValue } from '../javascript/json-path.ts';
import * as numbers from '../javascript/numbers.ts';
import { parseMoment } from '../javascript/parse-moment.ts';
import * as patterns from '../javascript/patterns.ts';
import * as texts from '../javascript/texts.ts';
import { macro } from './write-macro.ts';

/** A type of an argument or result, and its values in JavaScript. */
interface Kinds {
  varchar: string;
  bigint: bigint;
  double: number;
  float: number;
  boolean: boolean;
}

const TYPES: Readonly<Record<Kind, DuckDBType>> = {
  varchar: VARCHAR,
  bigint: BIGINT,
  double: DOUBLE,
  float: FLOAT,
  boolean: BOOLEAN,
};

type Kind = keyof Kinds;
type Values<P extends readonly Kind[]> = { [I in keyof P]: Kinds[P[I]] };

/** What `typeof` says of a kind's values. */
const TYPE_NAMES: Readonly<Record<Kind, string>> = {
  varchar: 'string',
  bigint: 'bigint',
  double: 'number',
  float: 'number',
  boolean: 'boolean',
};

/** A function for DuckDB: its plain forms, and the macros by which statements call it. */
interface Definition {
  readonly functions: readonly DuckDBScalarFunction[];
  readonly macros: readonly string[];
}

function scalar(
  name: string,
  parameters: readonly Kind[],
  result: Kind,
  compute: (values: readonly unknown[]) => DuckDBValue,
): DuckDBScalarFunction {
  return DuckDBScalarFunction.create({
    name,
    parameterTypes: parameters.map((kind) => TYPES[kind]),
    returnType: TYPES[result],
    mainFunction: (_info, input, output) => {
      const columns = parameters.map((_, i) => input.getColumnVector(i));
      for (let row = 0; row < input.rowCount; row += 1) {
        const values = columns.map((column) => column.getItem(row));
        output.setItem(row, values.includes(null) ? null : compute(values));
      }
      output.flush();
    },
  });
}

function areOfKinds<const P extends readonly Kind[]>(
  kinds: P,
  values: readonly unknown[],
): values is Values<P> {
  return kinds.every((kind, i) => typeof values[i] === TYPE_NAMES[kind]);
}

/** Calls a function with the values of a row. DuckDB hands over values of the types declared. */
function applied<const P extends readonly Kind[], R>(
  parameters: P,
  compute: (...args: Values<P>) => R,
): (values: readonly unknown[]) => R {
  return (values) => {
    if (!areOfKinds(parameters, values)) throw new TypeError(`DuckDB passed other types than ${parameters}`);
    return compute(...values);
  };
}

/** A function that cannot fail, called for each row whose arguments are not null. */
function define<const P extends readonly Kind[], R extends Kind>(
  name: string,
  parameters: P,
  result: R,
  compute: (...args: Values<P>) => Kinds[R] | null,
): Definition {
  const call = applied(parameters, compute);
  return { functions: [scalar(`trino_js_${name}`, parameters, result, call)], macros: [] };
}

/**
 * A function that can fail with an error of Trino's. An exception must not cross into DuckDB, where it is slow and, in
 * TRY on several threads, not safe: so the error is a value, and a cast of it fails. `trino_safe_…` is null instead.
 */
function fallible<const P extends readonly Kind[], R extends Kind>(
  name: string,
  parameters: P,
  result: R,
  compute: (...args: Values<P>) => Kinds[R] | null,
): Definition {
  const call = applied(parameters, compute);
  const mark = result === 'varchar' ? '+' : '';
  const raw = scalar(`trino_raw_${name}`, parameters, 'varchar', (values) => {
    try {
      const value = call(values);
      return value === null ? null : `${mark}${value}`;
    } catch (error) {
      return failureText(error);
    }
  });
  const safe = scalar(`trino_safe_${name}`, parameters, result, (values) => {
    try {
      return call(values);
    } catch {
      return null;
    }
  });
  const names = parameters.map((_, i) => `a${i}`).join(', ');
  const made = `trino_raw_${name}(${names})`;
  const value = result === 'varchar' ? `trino_text(${made})` : `CAST(${made} AS ${result})`;
  return { functions: [raw, safe], macros: [macro(`js_${name}(${names})`, value)] };
}

/** Reads a moment for a column: the wall clock in milliseconds. */
function parsed(text: string, style: string, format: string): bigint {
  const { millis, zone } = parseMoment(text, style, format);
  if (zone !== undefined && zone !== 'UTC') throw cannot('keep a time zone other than UTC from a column');
  return BigInt(millis);
}

/** Whether reading a value ends in a refusal, rather than in an error of Trino's or a value. */
function refuses(read: () => unknown): boolean {
  try {
    read();
    return false;
  } catch (error) {
    return isRefusal(error);
  }
}

const definitions = (): readonly Definition[] => [
  define('double_text', ['double'], 'varchar', json.doubleText),
  define('real_text', ['float'], 'varchar', json.realText),
  define('integer_text', ['varchar'], 'varchar', numbers.integerText),
  define('double_source', ['varchar'], 'varchar', numbers.doubleSource),
  fallible(
    'decimal',
    ['varchar', 'varchar', 'varchar', 'bigint', 'bigint'],
    'varchar',
    numbers.decimalArithmetic,
  ),
  // Java's own and JavaScript's come from one library; C's differ in the last digit.
  define('cbrt', ['double'], 'double', Math.cbrt),
  define('sinh', ['double'], 'double', Math.sinh),
  define('tanh', ['double'], 'double', Math.tanh),
  fallible('to_base', ['bigint', 'bigint'], 'varchar', numbers.toBase),
  fallible('from_base', ['varchar', 'bigint'], 'bigint', numbers.fromBase),

  define('json_number', ['double'], 'varchar', jsonDouble),
  fallible('json_parse', ['varchar'], 'varchar', json.jsonParse),
  fallible('json_cast', ['varchar', 'varchar'], 'varchar', json.jsonCast),
  fallible('json_extract', ['varchar', 'varchar'], 'varchar', json.jsonExtract),
  fallible('json_scalar', ['varchar', 'varchar'], 'varchar', json.jsonExtractScalar),
  fallible('json_size', ['varchar', 'varchar'], 'bigint', json.jsonSize),
  define('json_array_length', ['varchar'], 'bigint', json.jsonArrayLength),
  define('json_array_get', ['varchar', 'bigint'], 'varchar', json.jsonArrayGet),
  define('json_array_contains', ['varchar', 'varchar'], 'boolean', json.jsonArrayContains),
  fallible('is_json_scalar', ['varchar'], 'boolean', json.isJsonScalar),
  fallible('json_value', ['varchar', 'varchar', 'varchar', 'varchar'], 'varchar', jsonValue),
  fallible(
    'json_query',
    ['varchar', 'varchar', 'varchar', 'boolean', 'varchar', 'varchar'],
    'varchar',
    jsonQuery,
  ),
  fallible('json_exists', ['varchar', 'varchar', 'varchar'], 'boolean', jsonExists),

  fallible('regexp_like', ['varchar', 'varchar'], 'boolean', patterns.regexpLike),
  fallible('regexp_extract', ['varchar', 'varchar', 'bigint'], 'varchar', patterns.regexpExtract),
  fallible('regexp_extract_all', ['varchar', 'varchar', 'bigint'], 'varchar', patterns.regexpExtractAll),
  fallible('regexp_count', ['varchar', 'varchar'], 'bigint', patterns.regexpCount),
  fallible('regexp_split', ['varchar', 'varchar'], 'varchar', patterns.regexpSplit),
  fallible('regexp_position', ['varchar', 'varchar', 'bigint', 'bigint'], 'bigint', patterns.regexpPosition),
  fallible('regexp_replace', ['varchar', 'varchar', 'varchar'], 'varchar', patterns.regexpReplace),
  fallible('regexp_pieces', ['varchar', 'varchar'], 'varchar', patterns.regexpPieces),

  fallible('format_moment', ['bigint', 'varchar', 'varchar', 'varchar'], 'varchar', formatMoment),
  fallible('parse_moment', ['varchar', 'varchar', 'varchar'], 'bigint', parsed),
  fallible('iso_timestamp', ['varchar'], 'bigint', isoMilliseconds),
  define('iso_refused', ['varchar'], 'boolean', (text) => refuses(() => isoMilliseconds(text))),
  define('iso_date_refused', ['varchar'], 'boolean', (text) => refuses(() => isoDate(text))),
  define('parse_refused', ['varchar', 'varchar', 'varchar'], 'boolean', (...args) =>
    refuses(() => parsed(...args)),
  ),
  define('regexp_refused', ['varchar', 'varchar'], 'boolean', (...args) =>
    refuses(() => patterns.regexpLike(...args)),
  ),
  fallible('iso_date', ['varchar'], 'bigint', isoDate),

  fallible('format', ['varchar', 'varchar'], 'varchar', javaFormat),
  define('format_number', ['double'], 'varchar', texts.formatNumber),
  define('readable_seconds', ['double'], 'varchar', texts.readableSeconds),
  define('levenshtein', ['varchar', 'varchar'], 'bigint', texts.levenshtein),
  fallible('hamming', ['varchar', 'varchar'], 'bigint', texts.hamming),
  fallible('soundex', ['varchar'], 'varchar', texts.soundex),
  fallible('luhn_check', ['varchar'], 'boolean', texts.luhnCheck),
  define('translate', ['varchar', 'varchar', 'varchar'], 'varchar', texts.translate),
  define('normalize', ['varchar', 'varchar'], 'varchar', texts.normalize),
  define('nth_position', ['varchar', 'varchar', 'bigint'], 'bigint', texts.nthPosition),
  define('url_part', ['varchar', 'varchar'], 'varchar', texts.urlPart),
  define('url_parameter', ['varchar', 'varchar'], 'varchar', texts.urlParameter),
  define('url_encode', ['varchar'], 'varchar', texts.urlEncode),
  fallible('url_decode', ['varchar'], 'varchar', texts.urlDecode),
  fallible('split_pairs', ['varchar', 'varchar', 'varchar', 'boolean'], 'varchar', texts.splitPairs),
];

/** Registers what DuckDB has no function for, for all connections of its instance; returns the macros that call it. */
export function registerScalarFunctions(connection: DuckDBConnection): string[] {
  const all = definitions();
  for (const scalarFunction of all.flatMap(({ functions }) => functions))
    connection.registerScalarFunction(scalarFunction);
  // An error text fails to be a number, and its message tells why.
  const text = macro(
    'text(r)',
    "list_extract(list_transform([r], lambda trino_v: CASE WHEN starts_with(trino_v, '+') THEN substr(trino_v, 2) ELSE CAST(CAST(trino_v AS BIGINT) AS VARCHAR) END), 1)",
  );
  return [text, ...all.flatMap(({ macros }) => macros)];
}

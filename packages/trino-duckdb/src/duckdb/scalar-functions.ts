import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBConnection,
  DuckDBScalarFunction,
  type DuckDBType,
  FLOAT,
  VARCHAR,
} from '@duckdb/node-api';
import { cannot, isRefusal } from '../javascript/failure.ts';
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

/** A type of an argument or result, and its values in JavaScript. */
interface Kinds {
  varchar: string;
  bigint: bigint;
  double: number;
  float: number;
  boolean: boolean;
}

const TYPES: Readonly<Record<keyof Kinds, DuckDBType>> = {
  varchar: VARCHAR,
  bigint: BIGINT,
  double: DOUBLE,
  float: FLOAT,
  boolean: BOOLEAN,
};

type Values<P extends readonly (keyof Kinds)[]> = { [I in keyof P]: Kinds[P[I]] };

/** A function that DuckDB calls for each row whose arguments are not null. */
function define<const P extends readonly (keyof Kinds)[], R extends keyof Kinds>(
  name: string,
  parameters: P,
  result: R,
  compute: (...args: Values<P>) => Kinds[R] | null,
): DuckDBScalarFunction {
  return DuckDBScalarFunction.create({
    name: `trino_js_${name}`,
    parameterTypes: parameters.map((kind) => TYPES[kind]),
    returnType: TYPES[result],
    mainFunction: (_info, input, output) => {
      const columns = parameters.map((_, i) => input.getColumnVector(i));
      for (let row = 0; row < input.rowCount; row += 1) {
        const values = columns.map((column) => column.getItem(row));
        // DuckDB hands over values of the types declared above.
        output.setItem(row, values.includes(null) ? null : compute(...(values as unknown as Values<P>)));
      }
      output.flush();
    },
  });
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

const functions = (): readonly DuckDBScalarFunction[] => [
  define('double_text', ['double'], 'varchar', json.doubleText),
  define('real_text', ['float'], 'varchar', json.realText),
  define('integer_text', ['varchar'], 'varchar', numbers.integerText),
  define('double_source', ['varchar'], 'varchar', numbers.doubleSource),
  define(
    'decimal',
    ['varchar', 'varchar', 'varchar', 'bigint', 'bigint'],
    'varchar',
    numbers.decimalArithmetic,
  ),
  // Java's own and JavaScript's come from one library; C's differ in the last digit.
  define('cbrt', ['double'], 'double', Math.cbrt),
  define('sinh', ['double'], 'double', Math.sinh),
  define('tanh', ['double'], 'double', Math.tanh),
  define('to_base', ['bigint', 'bigint'], 'varchar', numbers.toBase),
  define('from_base', ['varchar', 'bigint'], 'bigint', numbers.fromBase),

  define('json_number', ['double'], 'varchar', jsonDouble),
  define('json_parse', ['varchar'], 'varchar', json.jsonParse),
  define('json_cast', ['varchar', 'varchar'], 'varchar', json.jsonCast),
  define('json_extract', ['varchar', 'varchar'], 'varchar', json.jsonExtract),
  define('json_scalar', ['varchar', 'varchar'], 'varchar', json.jsonExtractScalar),
  define('json_size', ['varchar', 'varchar'], 'bigint', json.jsonSize),
  define('json_array_length', ['varchar'], 'bigint', json.jsonArrayLength),
  define('json_array_get', ['varchar', 'bigint'], 'varchar', json.jsonArrayGet),
  define('json_array_contains', ['varchar', 'varchar'], 'boolean', json.jsonArrayContains),
  define('is_json_scalar', ['varchar'], 'boolean', json.isJsonScalar),
  define('json_value', ['varchar', 'varchar', 'varchar', 'varchar'], 'varchar', jsonValue),
  define(
    'json_query',
    ['varchar', 'varchar', 'varchar', 'boolean', 'varchar', 'varchar'],
    'varchar',
    jsonQuery,
  ),
  define('json_exists', ['varchar', 'varchar', 'varchar'], 'boolean', jsonExists),

  define('regexp_like', ['varchar', 'varchar'], 'boolean', patterns.regexpLike),
  define('regexp_extract', ['varchar', 'varchar', 'bigint'], 'varchar', patterns.regexpExtract),
  define('regexp_extract_all', ['varchar', 'varchar', 'bigint'], 'varchar', patterns.regexpExtractAll),
  define('regexp_count', ['varchar', 'varchar'], 'bigint', patterns.regexpCount),
  define('regexp_split', ['varchar', 'varchar'], 'varchar', patterns.regexpSplit),
  define('regexp_position', ['varchar', 'varchar', 'bigint', 'bigint'], 'bigint', patterns.regexpPosition),
  define('regexp_replace', ['varchar', 'varchar', 'varchar'], 'varchar', patterns.regexpReplace),
  define('regexp_pieces', ['varchar', 'varchar'], 'varchar', patterns.regexpPieces),

  define('format_moment', ['bigint', 'varchar', 'varchar', 'varchar'], 'varchar', formatMoment),
  define('parse_moment', ['varchar', 'varchar', 'varchar'], 'bigint', parsed),
  define('iso_timestamp', ['varchar'], 'bigint', isoMilliseconds),
  define('iso_refused', ['varchar'], 'boolean', (text) => refuses(() => isoMilliseconds(text))),
  define('iso_date_refused', ['varchar'], 'boolean', (text) => refuses(() => isoDate(text))),
  define('parse_refused', ['varchar', 'varchar', 'varchar'], 'boolean', (...args) =>
    refuses(() => parsed(...args)),
  ),
  define('regexp_refused', ['varchar', 'varchar'], 'boolean', (...args) =>
    refuses(() => patterns.regexpLike(...args)),
  ),
  define('iso_date', ['varchar'], 'bigint', isoDate),

  define('format', ['varchar', 'varchar'], 'varchar', javaFormat),
  define('format_number', ['double'], 'varchar', texts.formatNumber),
  define('readable_seconds', ['double'], 'varchar', texts.readableSeconds),
  define('levenshtein', ['varchar', 'varchar'], 'bigint', texts.levenshtein),
  define('hamming', ['varchar', 'varchar'], 'bigint', texts.hamming),
  define('soundex', ['varchar'], 'varchar', texts.soundex),
  define('luhn_check', ['varchar'], 'boolean', texts.luhnCheck),
  define('translate', ['varchar', 'varchar', 'varchar'], 'varchar', texts.translate),
  define('normalize', ['varchar', 'varchar'], 'varchar', texts.normalize),
  define('nth_position', ['varchar', 'varchar', 'bigint'], 'bigint', texts.nthPosition),
  define('url_part', ['varchar', 'varchar'], 'varchar', texts.urlPart),
  define('url_parameter', ['varchar', 'varchar'], 'varchar', texts.urlParameter),
  define('url_encode', ['varchar'], 'varchar', texts.urlEncode),
  define('url_decode', ['varchar'], 'varchar', texts.urlDecode),
  define('split_pairs', ['varchar', 'varchar', 'varchar', 'boolean'], 'varchar', texts.splitPairs),
];

/** Registers what DuckDB has no function for, for all connections of its instance. */
export function registerScalarFunctions(connection: DuckDBConnection): void {
  for (const scalar of functions()) connection.registerScalarFunction(scalar);
}

import type { Context } from '../context/context.ts';
import { guardValue } from '../context/guard.ts';
import { type Position, refusal, StatementError } from '../trino/errors.ts';
import { arrayOf, BIGINT, BOOLEAN, isInteger, type TrinoType, VARCHAR } from '../trino/types.ts';
import { coerce, quote, raise, type Typed, typed } from '../values/typed.ts';
import { matchesEmpty, readPattern, translateReplacement } from './patterns.ts';
import type { SpecialFunction } from './special-function.ts';

const isText = (value: Typed | undefined): value is Typed =>
  value !== undefined && (value.type.kind === 'varchar' || value.type.kind === 'unknown');
const isWhole = (value: Typed | undefined): value is Typed => value !== undefined && isInteger(value.type);

/** Null if any argument is null; DuckDB's concat ignores nulls. */
const concat: SpecialFunction = (args, _, position) => {
  if (args.length < 2) return undefined;
  if (args.every((arg) => isText(arg))) return typed(`(${args.map((arg) => arg.sql).join(' || ')})`, VARCHAR);
  const [first] = args;
  if (first?.type.kind === 'array' && args.every((arg) => arg.type.kind === 'array')) {
    throw refusal('concat arrays; use ||', position);
  }
  return undefined;
};

const concatWs: SpecialFunction = (args, _, position) => {
  if (args.length < 2 || !args.every((arg) => isText(arg)))
    throw refusal('call concat_ws like this', position);
  return typed(`concat_ws(${args.map((arg) => coerce(arg, VARCHAR).sql).join(', ')})`, VARCHAR);
};

const replace: SpecialFunction = ([text, search, by = typed("''", VARCHAR)], _, position) => {
  if (!isText(text) || !isText(search) || !isText(by)) return undefined;
  // With an empty search string, Trino inserts the replacement between all characters; DuckDB does not.
  if (!search.literal) throw refusal('replace a string that is not a literal or is empty', position);
  return typed(`replace(${text.sql}, ${search.sql}, ${by.sql})`, VARCHAR);
};

/** The delimiter must be known: Trino rejects an empty one, DuckDB splits into characters. */
function delimiter(value: Typed | undefined, position?: Position): string {
  if (value?.literal === undefined) throw refusal('split at a delimiter that is not a literal', position);
  if (value.literal === '') {
    throw new StatementError(
      'INVALID_FUNCTION_ARGUMENT',
      'The delimiter may not be the empty string',
      position,
    );
  }
  return value.sql;
}

const split: SpecialFunction = ([text, by, limit], _, position) => {
  if (!isText(text)) return undefined;
  const parts = `string_split(${text.sql}, ${delimiter(by, position)})`;
  if (!limit) return typed(parts, arrayOf(VARCHAR));
  if (!/^[1-9]\d*$/.test(limit.sql))
    throw refusal('split with a limit that is not a positive literal', position);
  // The last of `limit` parts holds the rest, delimiters included.
  const head = `list_slice(${parts}, 1, ${limit.sql} - 1)`;
  const rest = `array_to_string(list_slice(${parts}, ${limit.sql}, len(${parts})), ${by?.sql})`;
  return typed(
    `CASE WHEN len(${parts}) <= ${limit.sql} THEN ${parts} ELSE list_append(${head}, ${rest}) END`,
    arrayOf(VARCHAR),
  );
};

const splitPart: SpecialFunction = ([text, by, index], _, position) => {
  if (!isText(text) || !isWhole(index)) return undefined;
  const at = coerce(index, BIGINT).sql;
  const failed = raise(quote('INVALID_FUNCTION_ARGUMENT: Index must be greater than zero'), BIGINT);
  // Null past the end, where DuckDB gives an empty string.
  return typed(
    `list_extract(string_split(${text.sql}, ${delimiter(by, position)}), CASE WHEN ${at} <= 0 THEN ${failed} ELSE ${at} END)`,
    VARCHAR,
  );
};

/**
 * Positive literal starts mean the same in both engines; the signatures cover 0, negative starts and other
 * expressions.
 */
const substr: SpecialFunction = ([text, start, length]) => {
  if (!isText(text) || !start || !/^[1-9]\d*$/.test(start.sql)) return undefined;
  if (!length) return typed(`substr(${text.sql}, ${start.sql})`, VARCHAR);
  return /^\d+$/.test(length.sql)
    ? typed(`substr(${text.sql}, ${start.sql}, ${length.sql})`, VARCHAR)
    : undefined;
};

const pad =
  (side: 'lpad' | 'rpad'): SpecialFunction =>
  ([text, size, filler], _, position) => {
    if (!isText(text) || !isWhole(size) || !isText(filler)) return undefined;
    if (!filler.literal || !/^\d+$/.test(size.sql))
      throw refusal(`${side} with arguments that are not literals`, position);
    return typed(`${side}(${text.sql}, ${size.sql}, ${filler.sql})`, VARCHAR);
  };

const levenshtein: SpecialFunction = ([left, right], context) => {
  if (!isText(left) || !isText(right)) return undefined;
  const value = typed(`levenshtein(${left.sql}, ${right.sql})`, BIGINT);
  // DuckDB counts bytes.
  const beyondAscii = `strlen(${left.sql} || ${right.sql}) <> length(${left.sql} || ${right.sql})`;
  return guardValue(beyondAscii, value, context, 'compare strings beyond ASCII with levenshtein_distance');
};

const strpos: SpecialFunction = ([, , occurrence], _, position) => {
  if (occurrence) throw refusal('find the n-th occurrence of a string', position);
  return undefined;
};

const regexpLike: SpecialFunction = ([text, pattern], context, position) => {
  if (!isText(text) || !pattern) return undefined;
  const test = (duck: string) => `regexp_matches(${text.sql}, ${duck})`;
  return matched(pattern, 'test', test, BOOLEAN, context, position);
};

/** The result of matching a pattern; if it has character classes, their ASCII and Unicode results must agree. */
function matched(
  pattern: Typed,
  use: 'test' | 'extract',
  apply: (duckPattern: string) => string,
  type: TrinoType,
  context: Context,
  position?: Position,
): Typed {
  const { ascii, unicode } = readPattern(pattern, use, position);
  const value = typed(apply(ascii), type);
  if (ascii === unicode) return value;
  const differ = `${apply(ascii)} IS DISTINCT FROM ${apply(unicode)}`;
  return guardValue(differ, value, context, 'match letters beyond ASCII with \\w, \\d or \\s');
}

/** The group to extract, a literal. Optional groups are refused: unmatched, they are null in Trino and '' in DuckDB. */
function groupOf(pattern: Typed, group: Typed | undefined, position?: Position): string {
  if (!group || group.sql === '0') return '0';
  if (!/^\d+$/.test(group.sql)) throw refusal('extract a group that is not a literal', position);
  if (/\||\)[?*{]/.test(pattern.literal ?? '')) {
    throw refusal('extract a group of a pattern with alternatives or optional groups', position);
  }
  return group.sql;
}

const regexpExtract: SpecialFunction = ([text, pattern, group], context, position) => {
  if (!isText(text) || !pattern) return undefined;
  const at = groupOf(pattern, group, position);
  // Null without a match, where DuckDB gives an empty string.
  const extract = (duck: string) =>
    `CASE WHEN regexp_matches(${text.sql}, ${duck}) THEN regexp_extract(${text.sql}, ${duck}, ${at}) END`;
  return matched(pattern, 'extract', extract, VARCHAR, context, position);
};

const regexpExtractAll: SpecialFunction = ([text, pattern, group], context, position) => {
  if (!isText(text) || !pattern) return undefined;
  refuseEmpty(pattern, position);
  const at = groupOf(pattern, group, position);
  const extract = (duck: string) => `regexp_extract_all(${text.sql}, ${duck}, ${at})`;
  return matched(pattern, 'extract', extract, arrayOf(VARCHAR), context, position);
};

const regexpReplace: SpecialFunction = ([text, pattern, by], context, position) => {
  if (!isText(text) || !pattern) return undefined;
  refuseEmpty(pattern, position);
  const replacement = by ? translateReplacement(by, position) : "''";
  const replaced = (duck: string) => `regexp_replace(${text.sql}, ${duck}, ${replacement}, 'g')`;
  return matched(pattern, 'extract', replaced, VARCHAR, context, position);
};

const regexpCount: SpecialFunction = ([text, pattern], context, position) => {
  if (!isText(text) || !pattern) return undefined;
  refuseEmpty(pattern, position);
  const counted = (duck: string) => `len(regexp_extract_all(${text.sql}, ${duck}))`;
  return matched(pattern, 'extract', counted, BIGINT, context, position);
};

function refuseEmpty(pattern: Typed, position?: Position): void {
  if (matchesEmpty(pattern))
    throw refusal('replace or list matches of a pattern that matches the empty string', position);
}

/** Only paths such as `$.a.b[0]`: the engines read others differently. */
function jsonPath(path: Typed | undefined, position?: Position): string {
  if (path?.literal === undefined || !/^\$(\.[A-Za-z_]\w*|\[\d+\]|\["[^"\\]+"\])*$/.test(path.literal)) {
    throw refusal('read this JSON path, only paths such as $.a.b[0]', position);
  }
  return quote(path.literal.replace(/\["([^"]+)"\]/g, '."$1"'));
}

const jsonExtractScalar: SpecialFunction = ([text, path], context, position) => {
  if (!isText(text)) return undefined;
  const at = jsonPath(path, position);
  return guardValue(
    `trino_json_refused(${text.sql}, ${at})`,
    typed(`trino_json_scalar(${text.sql}, ${at})`, VARCHAR),
    context,
    'return a JSON number with a fraction as it is written, or read incomplete JSON',
  );
};

export const TEXT_FUNCTIONS: Readonly<Record<string, SpecialFunction>> = {
  concat,
  concat_ws: concatWs,
  replace,
  split,
  split_part: splitPart,
  substr,
  substring: substr,
  lpad: pad('lpad'),
  rpad: pad('rpad'),
  levenshtein_distance: levenshtein,
  strpos,
  regexp_like: regexpLike,
  regexp_extract: regexpExtract,
  regexp_extract_all: regexpExtractAll,
  regexp_replace: regexpReplace,
  regexp_count: regexpCount,
  json_extract_scalar: jsonExtractScalar,
};

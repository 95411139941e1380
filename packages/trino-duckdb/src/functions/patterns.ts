import { guardInTry } from '../context/guard.ts';
import { regexpLike, regexpReplace } from '../javascript/patterns.ts';
import { refusal, StatementError } from '../trino/errors.ts';
import { duckType, VARCHAR, varchar } from '../trino/types.ts';
import { quote, raisedMessage, type Typed, typed } from '../values/typed.ts';
import type { Implementation, Implementations, ResolvedCall } from './implementation.ts';

/**
 * A pattern that DuckDB's engine (RE2) and Trino's (Joni) read alike, as text; undefined for all others, which go to a
 * slower function that knows Joni's rules. Tests may also use `$`, which stands before a last line break in Joni.
 */
function plainPattern(pattern: Typed | undefined, use: 'test' | 'extract'): string | undefined {
  const literal = pattern?.literal;
  if (literal === undefined || !/^[\x20-\x7e]*$/.test(literal)) return undefined;
  const body = literal.replace(/^\(\?i\)/, '');
  if (body !== literal && /[kK]|[sS]|f[fil]/i.test(body)) return undefined;
  if (/\(\?(?!:)|[*+?}]\+|\[\[|&&|\[\^?\]|\\[^dws.\\()[\]{}|*+?^$/-]|\{(?!\d+(,\d*)?\})/.test(body))
    return undefined;
  if (use === 'extract' && (/\$/.test(body.replace(/\\\$/g, '')) || matchesEmpty(body))) return undefined;
  // Java's \s has no vertical tab in RE2.
  return literal
    .replace(/\\s/g, '[\\t-\\r ]')
    .replace(/\[([^\]]*)\[\\t-\\r \]/g, '[$1\\t-\\r ')
    .replace(/(?<!\\)\$/g, '(?:\\n?\\z)');
}

function matchesEmpty(body: string): boolean {
  try {
    return new RegExp(body).test('');
  } catch {
    return true;
  }
}

/** Says at once what is wrong with a pattern that is a literal, or why it cannot be matched here. */
function check(call: ResolvedCall, read: () => unknown): void {
  try {
    read();
  } catch (error) {
    const message = error instanceof Error ? raisedMessage(error.message) : undefined;
    if (message === undefined) throw error;
    const what = /^NOT_SUPPORTED: the local engine cannot (.*); Athena can$/s.exec(message)?.[1];
    if (what !== undefined) throw refusal(what, call.position);
    // Whether a wrong pattern fails depends on whether it is tried at all.
    if (call.context.guards) return;
    throw new StatementError('INVALID_FUNCTION_ARGUMENT', message.replace(/^\w+: /, ''), call.position);
  }
}

const checkPattern = (call: ResolvedCall): void => {
  const [text, pattern] = call.args;
  const literal = pattern?.literal;
  if (literal !== undefined) check(call, () => regexpLike('', literal));
  if (!text || !pattern || (literal !== undefined && !/^\(\?[ms]*i/.test(literal))) return;
  const refused = `coalesce(trino_js_regexp_refused(${text.sql}, ${pattern.sql}), false)`;
  guardInTry(refused, text, call.context, 'match this pattern');
};

const like: Implementation = ([text = '', pattern = ''], call) => {
  checkPattern(call);
  const plain = plainPattern(call.args[1], 'test');
  return plain === undefined
    ? `trino_js_regexp_like(${text}, ${pattern})`
    : `regexp_matches(${text}, ${quote(plain)})`;
};

const extract: Implementation = ([text = '', pattern = '', group = '0'], call) => {
  checkPattern(call);
  const plain = plainPattern(call.args[1], 'extract');
  const literal = call.args[1]?.literal ?? '';
  const groups = literal.replace(/\\./g, '').match(/\((?!\?)/g)?.length ?? 0;
  const simple =
    plain !== undefined &&
    /^\d+$/.test(group) &&
    Number(group) <= groups &&
    (group === '0' || !/\||\)[?*{]/.test(literal));
  if (!simple) return `trino_js_regexp_extract(${text}, ${pattern}, CAST(${group} AS BIGINT))`;
  return `CASE WHEN regexp_matches(${text}, ${quote(plain)}) THEN regexp_extract(${text}, ${quote(plain)}, ${group}) END`;
};

const list = (json: string): string => `CAST(CAST(${json} AS JSON) AS VARCHAR[])`;

/** What a replacement can make of a text at most, in characters: the length of its type. */
function replacedLength(call: ResolvedCall): number | undefined {
  const [text, , by] = call.given.map(({ type }) =>
    type.kind === 'varchar' ? type.length : type.kind === 'unknown' ? 0 : undefined,
  );
  if (text === undefined || by === undefined) return undefined;
  return Math.min(text + Math.max(Math.trunc((text * by) / 2), by) * (text + 1), 2_147_483_647);
}

const replace: Implementation = ([text = '', pattern = '', by = "''"], call) => {
  checkPattern(call);
  const [, patternArg, byArg] = call.args;
  if (patternArg?.literal !== undefined && byArg?.literal !== undefined) {
    check(call, () => regexpReplace('', patternArg.literal ?? '', byArg.literal ?? ''));
  }
  const plain = plainPattern(patternArg, 'extract');
  const simple =
    plain !== undefined &&
    (byArg === undefined || (byArg.literal !== undefined && /^[^\\$]*$/.test(byArg.literal)));
  const sql = simple
    ? `regexp_replace(${text}, ${quote(plain)}, ${by}, 'g')`
    : `trino_js_regexp_replace(${text}, ${pattern}, ${by})`;
  if (call.args.length < 3) return sql;
  const length = replacedLength(call);
  return typed(sql, length === undefined ? VARCHAR : varchar(length));
};

export const PATTERN_FUNCTIONS: Implementations = {
  regexp_like: like,
  regexp_extract: extract,
  regexp_extract_all: ([text = '', pattern = '', group = '0'], call) => {
    checkPattern(call);
    return list(`trino_js_regexp_extract_all(${text}, ${pattern}, CAST(${group} AS BIGINT))`);
  },
  regexp_count: ([text = '', pattern = ''], call) => {
    checkPattern(call);
    return `trino_js_regexp_count(${text}, ${pattern})`;
  },
  regexp_split: ([text = '', pattern = ''], call) => {
    checkPattern(call);
    return list(`trino_js_regexp_split(${text}, ${pattern})`);
  },
  regexp_position: ([text = '', pattern = '', start = '1', occurrence = '1'], call) => {
    checkPattern(call);
    const position = `trino_js_regexp_position(${text}, ${pattern}, CAST(${start} AS BIGINT), CAST(${occurrence} AS BIGINT))`;
    return `CAST(${position} AS ${duckType(call.result)})`;
  },
  regexp_replace: replace,
};

import { guardInTry } from '../context/guard.ts';
import { type FormatPart, readJodaFormat, readMysqlFormat } from '../javascript/format-codes.ts';
import { refusal, StatementError } from '../trino/errors.ts';
import { withSafe } from '../values/safe.ts';
import { quote, raisedMessage, type Typed, typed, wallClock } from '../values/typed.ts';
import type { Implementation, ResolvedCall } from './implementation.ts';

type Style = 'mysql' | 'joda';

/** The parts of a format that is a literal; Trino's complaint where it has none of its codes. */
function partsOf(style: Style, format: string, { position }: ResolvedCall): readonly FormatPart[] {
  try {
    return style === 'mysql' ? readMysqlFormat(format) : readJodaFormat(format);
  } catch (error) {
    const message = error instanceof Error ? raisedMessage(error.message) : undefined;
    if (message === undefined) throw error;
    const what = /^NOT_SUPPORTED: the local engine cannot (.*); Athena can$/.exec(message)?.[1];
    if (what !== undefined) throw refusal(what, position);
    throw new StatementError('INVALID_FUNCTION_ARGUMENT', message.replace(/^\w+: /, ''), position);
  }
}

/** DuckDB's strftime codes for fields that both write alike; they are much faster than a call for each row. */
const WRITTEN: Readonly<Record<string, string>> = {
  'year 4': '%Y',
  'month 2': '%m',
  'month 1': '%-m',
  'day 2': '%d',
  'day 1': '%-d',
  'hour 2': '%H',
  'hour 1': '%-H',
  'hour12 2': '%I',
  'hour12 1': '%-I',
  'minute 2': '%M',
  'second 2': '%S',
  'dayOfYear 3': '%j',
  'weekYear 4': '%G',
  'week 2': '%V',
};

function strftimeCode(part: FormatPart): string | undefined {
  switch (part.kind) {
    case 'text':
      return part.text.replaceAll('%', '%%');
    case 'number':
      return WRITTEN[`${part.field} ${part.digits}`];
    case 'short year':
      return '%y';
    case 'name':
      return {
        month: part.short ? '%b' : '%B',
        weekday: part.short ? '%a' : '%A',
        half: '%p',
        era: undefined,
      }[part.field];
    case 'fraction':
      return part.digits === 3 ? '%g' : undefined;
    case 'zone':
      return undefined;
  }
}

export const momentFormat =
  (style: Style): Implementation =>
  ([, format = ''], call) => {
    const [value, formatArg] = call.args;
    if (!value) throw refusal('write this moment', call.position);
    const wall = wallClock(value);
    const zone = value.type.kind === 'timestamp with time zone' ? value.type.zone : 'UTC';
    if (formatArg?.literal !== undefined) {
      const codes = partsOf(style, formatArg.literal, call).map(strftimeCode);
      if (codes.every((code) => code !== undefined)) return `strftime(${wall}, ${quote(codes.join(''))})`;
    }
    return `trino_js_format_moment(epoch_us(${wall}), ${quote(zone)}, '${style}', ${format})`;
  };

/** Fields of fixed width that DuckDB's strptime reads as Trino does when a pattern has checked the text. */
const READ: Readonly<Record<string, readonly [code: string, pattern: string]>> = {
  year: ['%Y', '\\d{4}'],
  month: ['%m', '\\d{1,2}'],
  day: ['%d', '\\d{1,2}'],
  hour: ['%H', '\\d{1,2}'],
  minute: ['%M', '\\d{1,2}'],
  second: ['%S', '\\d{1,2}'],
};

/** Formats of plain fields with something between them take the fast way, texts that do not fit it the exact one. */
function fastFormat(parts: readonly FormatPart[]): { codes: string; pattern: string } | undefined {
  let codes = '';
  let pattern = '';
  for (const [i, part] of parts.entries()) {
    const next = parts[i + 1];
    if (part.kind === 'text') {
      codes += part.text.replaceAll('%', '%%');
      pattern += part.text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
      continue;
    }
    const known = part.kind === 'number' ? READ[part.field] : undefined;
    if (
      !known ||
      (next && next.kind !== 'text') ||
      (part.kind === 'number' && part.field !== 'year' && part.digits > 2)
    )
      return undefined;
    codes += known[0];
    pattern += known[1];
  }
  return ['%Y', '%m', '%d'].every((code) => codes.includes(code)) ? { codes, pattern } : undefined;
}

export const momentParse =
  (style: Style) =>
  ([text = '', format = '']: readonly string[], call: ResolvedCall): Typed => {
    const literal = call.args[1]?.literal;
    const parts = literal === undefined ? undefined : partsOf(style, literal, call);
    const fast = parts && fastFormat(parts);
    const parse = (form: 'js' | 'safe') => {
      const exact = `make_timestamp(trino_${form}_parse_moment(${text}, '${style}', ${format}) * 1000)`;
      if (!fast) return style === 'joda' ? `(${exact} AT TIME ZONE 'UTC')` : exact;
      const fitting = `CASE WHEN regexp_full_match(${text}, ${quote(fast.pattern)}) THEN ${text} END`;
      const quick = `try_strptime(${fitting}, ${quote(fast.codes)})`;
      // Not by coalesce where it can fail: DuckDB 1.5 crashes then within TRY.
      const read =
        form === 'safe'
          ? `coalesce(${quick}, ${exact})`
          : `CASE WHEN ${quick} IS NOT NULL THEN ${quick} ELSE ${exact} END`;
      return style === 'joda' ? `(${read} AT TIME ZONE 'UTC')` : read;
    };
    const refused = `coalesce(trino_js_parse_refused(${text}, '${style}', ${format}), false)`;
    // Without a zone in the format, only years that are too large are refused.
    const when = fast
      ? `CASE WHEN regexp_matches(${text}, '[0-9]{5}|0000|^-') THEN ${refused} ELSE false END`
      : refused;
    const value = withSafe(typed(parse('js'), call.result), parse('safe'), call.args);
    return guardInTry(
      when,
      value,
      call.context,
      'keep a time zone other than UTC from a column, or years beyond 9999',
    );
  };

import type { Node } from '../syntax/tree.ts';
import { refusal, StatementError } from '../trino/errors.ts';
import { BIGINT, BOOLEAN, DATE, DOUBLE, INTEGER, simple, TIMESTAMP, UNKNOWN } from '../trino/types.ts';
import { quote, type Typed, typed } from './typed.ts';

/** A literal with the type that Trino infers from its text; undefined for any other node. */
export function readLiteral(node: Node): Typed | undefined {
  if (node.kind === 'null') return typed('NULL', UNKNOWN);
  if (node.kind === 'boolean') return typed(node.flag('value') ? 'true' : 'false', BOOLEAN);
  if (node.kind === 'interval') return interval(node);
  if (node.kind !== 'literal') return undefined;
  const value = node.text('value') ?? '';
  switch (node.text('literal_type')) {
    case 'string':
      return {
        sql: quote(value),
        type: { kind: 'varchar', length: Array.from(value).length },
        literal: value,
      };
    case 'number':
      return number(node, value);
    case 'date':
      return date(node, value);
    case 'timestamp':
      return timestamp(node, value);
    default:
      throw refusal(`read a ${node.text('literal_type')} literal`, node.position);
  }
}

function number(node: Node, text: string): Typed {
  if (/e/i.test(text)) return typed(`CAST('${text}' AS DOUBLE)`, DOUBLE);
  if (text.includes('.')) {
    const [whole = '', fraction = ''] = text.split('.');
    const digits = whole.replace(/^0+/, '').length + fraction.length;
    const precision = Math.max(digits, fraction.length, 1);
    if (precision > 38) throw refusal('read a decimal of more than 38 digits', node.position);
    return typed(`CAST('${text}' AS DECIMAL(${precision},${fraction.length}))`, {
      kind: 'decimal',
      precision,
      scale: fraction.length,
    });
  }
  const value = BigInt(text);
  if (value > 9223372036854775807n) {
    throw new StatementError('INVALID_LITERAL', `Invalid numeric literal: ${text}`, node.position);
  }
  return typed(value.toString(), value > 2147483647n ? BIGINT : INTEGER);
}

function date(node: Node, text: string): Typed {
  if (!/^\s*\d{4}-\d{1,2}-\d{1,2}\s*$/.test(text) || !isDay(text.trim())) {
    throw new StatementError('INVALID_LITERAL', `'${text}' is not a valid DATE literal`, node.position);
  }
  return typed(`DATE ${quote(text.trim())}`, DATE);
}

function timestamp(node: Node, text: string): Typed {
  const match = /^(\d{4}-\d{1,2}-\d{1,2})( (\d{1,2}):(\d{1,2})(:(\d{1,2})(\.\d+)?)?)?$/.exec(text);
  if (!match) {
    if (/^\d{4}-\d{1,2}-\d{1,2}( \d.*)?( ?[A-Za-z+-].*)$/.test(text)) {
      throw refusal('read a timestamp literal with a time zone', node.position);
    }
    throw new StatementError('INVALID_LITERAL', `'${text}' is not a valid TIMESTAMP literal`, node.position);
  }
  const [, day = '', , hour = '0', minute = '0', , second = '0', fraction = ''] = match;
  if (!isDay(day) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) {
    throw new StatementError('INVALID_LITERAL', `'${text}' is not a valid TIMESTAMP literal`, node.position);
  }
  if (fraction.length > 4) throw refusal('keep timestamps finer than milliseconds', node.position);
  return typed(`TIMESTAMP '${day} ${hour}:${minute}:${second}${fraction}'`, TIMESTAMP);
}

function isDay(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  const made = new Date(Date.UTC(year, month - 1, day));
  made.setUTCFullYear(year);
  return made.getUTCMonth() === month - 1 && made.getUTCDate() === day;
}

/** DuckDB's INTERVAL and its kind in Trino, by unit. */
const UNITS: Readonly<Record<string, 'interval day to second' | 'interval year to month'>> = {
  Year: 'interval year to month',
  Month: 'interval year to month',
  Day: 'interval day to second',
  Hour: 'interval day to second',
  Minute: 'interval day to second',
  Second: 'interval day to second',
};

function interval(node: Node): Typed {
  node.only('this', 'unit');
  const unit = node.part('unit')?.text('unit') ?? '';
  const kind = UNITS[unit];
  const negative = node.optional('this')?.kind === 'neg';
  const amount = negative ? node.child('this').child('this') : node.child('this');
  const text = amount.text('value') ?? '';
  if (!kind || node.part('unit')?.text('type') !== 'simple' || amount.text('literal_type') !== 'string') {
    throw refusal('read this interval literal', node.position);
  }
  if (!/^[+-]?\d{1,9}$/.test(text)) throw refusal(`read the interval '${text}'`, node.position);
  const count = negative ? -Number(text) : Number(text);
  return typed(`(INTERVAL '${count}' ${unit.toUpperCase()})`, simple(kind));
}

import type { ParserRuleContext } from 'antlr4ng';
import {
  ArithmeticBinaryContext,
  ArithmeticUnaryContext,
  CastContext,
  ConcatenationContext,
  CurrentDateContext,
  CurrentTimestampContext,
  ExtractContext,
  FunctionCallContext,
  IntervalLiteralContext,
  LocalTimestampContext,
  NumericLiteralContext,
  StringLiteralContext,
  SubstringContext,
  TrimContext,
  TypeConstructorContext,
} from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';
import type { CaseTable } from './trino-case-table.ts';
import { calledFunction, columnOf, innermost, nameOf } from './trino-nodes.ts';

/** What a value certainly is; `string` is a literal, which is text too. */
export type Kind = 'number' | 'date' | 'timestamp' | 'interval' | 'text' | 'string';

const RETURNS: Readonly<Record<string, Kind>> = {
  now: 'timestamp',
  from_iso8601_timestamp: 'timestamp',
  from_unixtime: 'timestamp',
  date_parse: 'timestamp',
  parse_datetime: 'timestamp',
  from_iso8601_date: 'date',
  date: 'date',
  last_day_of_month: 'date',
  count: 'number',
  count_if: 'number',
  approx_distinct: 'number',
  date_diff: 'number',
  year: 'number',
  quarter: 'number',
  month: 'number',
  week: 'number',
  day: 'number',
  day_of_week: 'number',
  day_of_month: 'number',
  day_of_year: 'number',
  hour: 'number',
  minute: 'number',
  length: 'number',
  strpos: 'number',
  cardinality: 'number',
  row_number: 'number',
  rank: 'number',
  substr: 'text',
  substring: 'text',
  lower: 'text',
  upper: 'text',
  trim: 'text',
  split_part: 'text',
  regexp_extract: 'text',
  regexp_replace: 'text',
  date_format: 'text',
  format_datetime: 'text',
  to_iso8601: 'text',
};

const TYPES: Readonly<Record<string, Kind>> = {
  date: 'date',
  timestamp: 'timestamp',
  integer: 'number',
  int: 'number',
  bigint: 'number',
  double: 'number',
  varchar: 'text',
};

/** Operators in one another that are looked into: a chain of them can be as long as a statement. */
const DEPTH = 4;

/** The kind of a value as far as the statement alone tells it; undefined for everything less than certain. */
export function kindOf(node: ParserRuleContext, table: CaseTable, depth = DEPTH): Kind | undefined {
  if (depth === 0) return undefined;
  const value = innermost(node);
  const column = columnOf(value);
  if (column !== undefined) return table.columns.has(column.name) ? 'text' : undefined;
  if (value instanceof StringLiteralContext) return 'string';
  if (value instanceof NumericLiteralContext) return 'number';
  if (value instanceof IntervalLiteralContext) return 'interval';
  if (value instanceof CurrentDateContext) return 'date';
  if (value instanceof CurrentTimestampContext || value instanceof LocalTimestampContext) return 'timestamp';
  if (value instanceof ExtractContext) return 'number';
  if (value instanceof SubstringContext || value instanceof TrimContext) return 'text';
  if (value instanceof ConcatenationContext) return undefined;
  if (value instanceof TypeConstructorContext) {
    const type = value.identifier();
    return type === null ? undefined : known(TYPES, nameOf(type));
  }
  if (value instanceof CastContext)
    return known(TYPES, value.type().getText().toLowerCase().replace(/\(.*/u, ''));
  if (value instanceof ArithmeticUnaryContext) return kindOf(value.valueExpression(), table, depth - 1);
  if (value instanceof ArithmeticBinaryContext) return arithmeticKind(value, table, depth - 1);
  const called = calledFunction(value);
  if (value instanceof FunctionCallContext && (called === 'date_add' || called === 'date_trunc')) {
    const date = value.expression().at(-1);
    const kind = date === undefined ? undefined : kindOf(date, table, depth - 1);
    return kind === 'date' || kind === 'timestamp' ? kind : undefined;
  }
  return called === undefined ? undefined : known(RETURNS, called);
}

function arithmeticKind(value: ArithmeticBinaryContext, table: CaseTable, depth: number): Kind | undefined {
  const [left, right] = value.valueExpression().map((operand) => kindOf(operand, table, depth));
  if (left === 'number' && right === 'number') return 'number';
  return (left === 'date' || left === 'timestamp') && right === 'interval' ? left : undefined;
}

function known(kinds: Readonly<Record<string, Kind>>, name: string): Kind | undefined {
  return Object.hasOwn(kinds, name) ? kinds[name] : undefined;
}

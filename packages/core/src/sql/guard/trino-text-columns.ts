import type { ParserRuleContext } from 'antlr4ng';
import {
  ArithmeticBinaryContext,
  BetweenContext,
  CastContext,
  ComparisonContext,
  ConcatenationContext,
  ExtractContext,
  FunctionCallContext,
  InListContext,
  LikeContext,
  PredicatedContext,
  StringLiteralContext,
  TypeConstructorContext,
} from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';
import { SEVERITIES } from '../../cases/severities.ts';
import type { CaseTable } from './trino-case-table.ts';
import { type Kind, kindOf } from './trino-kinds.ts';
import { calledFunction, columnOf, innermost } from './trino-nodes.ts';

/** The mistake at one node where a column of the case table, which is text, is used as a number or a date. */
export function textMistake(node: ParserRuleContext, table: CaseTable): string | undefined {
  if (node instanceof PredicatedContext) return wrongPredicate(node, table);
  if (node instanceof ArithmeticBinaryContext) return wrongArithmetic(node, table);
  if (node instanceof ConcatenationContext) return wrongConcatenation(node, table);
  if (node instanceof CastContext) return wrongCast(node, table);
  if (node instanceof ExtractContext) return timeNeeded(node, [node.valueExpression()], table);
  if (node instanceof FunctionCallContext) return wrongArgument(node, table);
  return undefined;
}

function wrongPredicate(node: PredicatedContext, table: CaseTable): string | undefined {
  const predicate = node.predicate();
  const left = node.valueExpression();
  if (predicate instanceof ComparisonContext) {
    const right = predicate.valueExpression();
    return compared(left, right, table) ?? compared(right, left, table);
  }
  if (predicate instanceof BetweenContext) {
    const [lower, upper] = predicate.valueExpression();
    return first([lower, upper], (bound) => compared(left, bound, table) ?? compared(bound, left, table));
  }
  if (predicate instanceof InListContext) {
    return first(predicate.expression(), (one) => compared(left, one, table) ?? compared(one, left, table));
  }
  if (predicate instanceof LikeContext) {
    return first(predicate.valueExpression(), (pattern) => quotedAsName(pattern, table));
  }
  return undefined;
}

function first(
  nodes: readonly (ParserRuleContext | undefined)[],
  mistake: (node: ParserRuleContext) => string | undefined,
): string | undefined {
  for (const node of nodes) {
    const found = node === undefined ? undefined : mistake(node);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What is wrong with comparing a value with another. */
function compared(value: ParserRuleContext, other: ParserRuleContext, table: CaseTable): string | undefined {
  const kind = kindOf(value, table);
  if (kind === 'text') {
    const otherKind = kindOf(other, table);
    if (otherKind === 'number') return numberForText(value, other, table);
    if (otherKind === 'date' || otherKind === 'timestamp') return timeForText(value, other, table);
    return quotedAsName(other, table);
  }
  const literal = innermost(other);
  if (!(literal instanceof StringLiteralContext)) return undefined;
  return textFor(kind, table.source.of(value), table.source.of(literal));
}

function numberForText(value: ParserRuleContext, number: ParserRuleContext, { source }: CaseTable): string {
  const column = columnOf(value)?.name;
  const digits = source.of(number);
  if (column === 'severitycode') {
    const [last, ...others] = [...SEVERITIES];
    return `severitycode is text: compare it with '${others.reverse().join("', '")}' or '${last}'`;
  }
  if (!/^\d+$/u.test(digits)) return `${source.of(value)} is text: compare it with text, as in '2025'`;
  const padded = column === 'account_number' ? digits.padStart(12, '0') : digits;
  return `${source.of(value)} is text: quote the number, '${padded}'`;
}

function timeForText(value: ParserRuleContext, time: ParserRuleContext, { source }: CaseTable): string {
  const subject = source.of(value);
  const example = columnOf(value)?.name === 'timecreated' ? ' such as 2025-01-15T10:30:45.123Z' : '';
  const literal = innermost(time);
  if (literal instanceof TypeConstructorContext) {
    const written = literal.string().getText();
    const text = written.replace(/^('\d{4}-\d{2}-\d{2}) +/u, '$1T');
    return `${subject} is text${example}: compare it with text, ${text}, without ${literal.identifier()?.getText().toUpperCase()}`;
  }
  return `${subject} is text${example}: compare it with text, to_iso8601(${source.of(time)})`;
}

/** Text in double quotes, which is a name to Trino. */
function quotedAsName(node: ParserRuleContext, table: CaseTable): string | undefined {
  const column = columnOf(node);
  if (!table.alone || column === undefined || !column.quoted || column.qualified) return undefined;
  if (table.columns.has(column.name) || table.aliases.has(column.name)) return undefined;
  const written = table.source.of(node);
  return `${written} in double quotes is a name: text stands in single quotes, '${written.slice(1, -1).replaceAll("'", "''")}'`;
}

/** A text literal where Trino wants a number, a date or a timestamp. */
function textFor(kind: Kind | undefined, subject: string, literal: string): string | undefined {
  if (kind === 'number') {
    const digits = /^'(\d+)'$/u.exec(literal)?.[1];
    return `${subject} is a number: compare it with ${digits ?? 'a number'}, without quotes`;
  }
  if (kind === 'date') return `${subject} is a date: compare it with a date, DATE ${literal}`;
  if (kind === 'timestamp') {
    const day = /^'(\d{4}-\d{2}-\d{2})'$/u.exec(literal)?.[1];
    const written = day === undefined ? literal.replace('T', ' ').replace('Z', '') : `'${day} 00:00:00'`;
    return `${subject} is a point in time: compare it with one, TIMESTAMP ${written}`;
  }
  return undefined;
}

function wrongArithmetic(node: ArithmeticBinaryContext, table: CaseTable): string | undefined {
  const [left, right] = node.valueExpression();
  if (left === undefined || right === undefined) return undefined;
  const kinds = [kindOf(left, table), kindOf(right, table)] as const;
  const { source } = table;
  if (kinds[0] === 'text' && kinds[1] === 'interval' && columnOf(left) !== undefined) {
    return `${source.of(left)} is text: write ${source.with(node, [[left, asTime(left, table)]])}`;
  }
  // Of a chain only its first link is named.
  const isFirst = !(innermost(left) instanceof ArithmeticBinaryContext);
  if (
    isFirst &&
    node.PLUS() !== null &&
    kinds.some(isText) &&
    kinds.every((kind) => kind === undefined || isText(kind))
  ) {
    return `Text is joined with ||: write ${source.of(left)} || ${source.of(right)}`;
  }
  if (node.MINUS() !== null && kinds.every((kind) => kind === 'text')) {
    return `${source.of(left)} is text: write date_diff('day', ${asTime(right, table)}, ${asTime(left, table)})`;
  }
  if (kinds[0] === 'date' && kinds[1] === 'number' && (node.PLUS() !== null || node.MINUS() !== null)) {
    return `A date takes an interval: write ${source.with(node, [[right, `INTERVAL '${source.of(right)}' DAY`]])}`;
  }
  return undefined;
}

function isText(kind: Kind | undefined): boolean {
  return kind === 'text' || kind === 'string';
}

function wrongConcatenation(node: ConcatenationContext, table: CaseTable): string | undefined {
  return first(node.valueExpression(), (part) =>
    kindOf(part, table) === 'number'
      ? `|| joins text only: write CAST(${table.source.of(part)} AS varchar)`
      : undefined,
  );
}

/** Columns that hold dates with times, as text. */
const TIME_COLUMNS = new Set([
  'timecreated',
  'case_retrieval_date',
  'rca_retrieval_date',
  'lifecycle_retrieval_date',
]);

/** Whether a value is one of the columns of the table that hold times, as text. */
export function isTimeColumn(node: ParserRuleContext, table: CaseTable): boolean {
  const column = columnOf(node);
  return column !== undefined && TIME_COLUMNS.has(column.name) && table.columns.has(column.name);
}

/**
 * The point in time that a column's text stands for, as SQL: a cast accepts neither `T` and `Z` nor an empty text, which
 * occurs in the data.
 */
export function asTime(node: ParserRuleContext, { source }: CaseTable): string {
  return `try(from_iso8601_timestamp(${source.of(node)}))`;
}

function wrongCast(node: CastContext, table: CaseTable): string | undefined {
  const value = node.expression();
  if (node.KW_CAST() === null || !isTimeColumn(value, table)) return undefined;
  const type = node.type().getText().toLowerCase();
  if (type === 'date')
    return `A cast to date does not read the times of the table: write date(${asTime(value, table)})`;
  return type.startsWith('timestamp')
    ? `A cast to timestamp does not read the times of the table: write ${asTime(value, table)}`
    : undefined;
}

const TAKE_TIME = new Set([
  'year',
  'quarter',
  'month',
  'week',
  'day',
  'day_of_week',
  'dow',
  'day_of_month',
  'day_of_year',
  'doy',
  'hour',
  'minute',
  'date_trunc',
  'date_diff',
  'date_add',
  'date_format',
  'format_datetime',
  'to_unixtime',
  'last_day_of_month',
]);
const TAKE_NUMBERS = new Set(['sum', 'avg', 'stddev', 'variance', 'approx_percentile']);
const TAKE_BYTES = new Set(['md5', 'sha1', 'sha256', 'sha512', 'xxhash64', 'crc32', 'to_base64']);

function wrongArgument(call: FunctionCallContext, table: CaseTable): string | undefined {
  const name = calledFunction(call);
  const args = call.expression();
  const [argument] = args;
  if (name === undefined || argument === undefined) return undefined;
  const { source } = table;
  if (TAKE_TIME.has(name)) return timeNeeded(call, args, table);
  if (name === 'date') {
    return isTimeColumn(argument, table)
      ? `date() does not read the times of the table: write date(${asTime(argument, table)})`
      : undefined;
  }
  if (!(kindOf(argument, table) === 'text')) return undefined;
  if (TAKE_NUMBERS.has(name)) {
    return `${name} takes numbers and ${source.of(argument)} is text: count rows with count(*), or write try_cast(${source.of(argument)} AS double)`;
  }
  if (TAKE_BYTES.has(name)) return `${name} takes bytes: write ${name}(to_utf8(${source.of(argument)}))`;
  if (name === 'contains' && args[1] !== undefined && isText(kindOf(args[1], table))) {
    return `contains looks into lists: write strpos(${source.of(argument)}, ${source.of(args[1])}) > 0`;
  }
  return undefined;
}

/** A column of text where a function works on points in time. */
function timeNeeded(
  node: ParserRuleContext,
  args: readonly ParserRuleContext[],
  table: CaseTable,
): string | undefined {
  const texts = args.filter((argument) => {
    const column = columnOf(argument);
    return column !== undefined && table.columns.has(column.name);
  });
  const [text] = texts;
  if (text === undefined) return undefined;
  const { source } = table;
  const written = source.with(
    node,
    texts.map((column) => [column, asTime(column, table)]),
  );
  return `${source.of(text)} is text: write ${written}`;
}

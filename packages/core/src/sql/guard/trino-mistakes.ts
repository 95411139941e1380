import type { ParserRuleContext } from 'antlr4ng';
import {
  FunctionCallContext,
  GenericTypeContext,
  GroupByContext,
  IntervalLiteralContext,
  ParameterContext,
  TypeConstructorContext,
} from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';
import { foreignFunction } from './foreign-functions.ts';
import type { Mistake } from './rejection.ts';
import type { CaseTable } from './trino-case-table.ts';
import { clauseMistakes } from './trino-clauses.ts';
import { calledFunction, columnOf, innermost, nameOf, nodesOf, positionOf } from './trino-nodes.ts';
import { asTime, isTimeColumn, textMistake } from './trino-text-columns.ts';

/** A longer list of corrections is hard to follow. */
const NAMED_MISTAKES = 3;

/**
 * The parts of a grammatical query that Trino is certain to refuse, or to fail on in every row, each with what to
 * write instead, in the order of the text. Anything that depends on tables other than the case table is left to Athena.
 */
export function mistakesIn(root: ParserRuleContext, table: CaseTable): readonly Mistake[] {
  const found: Mistake[] = [];
  for (const node of nodesOf(root)) {
    const sentence = alwaysWrong(node, table) ?? textMistake(node, table);
    if (sentence !== undefined) found.push({ position: positionOf(node), sentence });
    found.push(...clauseMistakes(node, table));
    if (found.length >= NAMED_MISTAKES) break;
  }
  return found.slice(0, NAMED_MISTAKES);
}

/** Names of types in other dialects, and Trino's. */
const TYPES: Readonly<Record<string, string>> = {
  string: 'varchar',
  text: 'varchar',
  nvarchar: 'varchar',
  varchar2: 'varchar',
  nchar: 'char',
  datetime: 'timestamp',
  datetime2: 'timestamp',
  timestamptz: 'timestamp with time zone',
  int64: 'bigint',
  long: 'bigint',
  signed: 'bigint',
  unsigned: 'bigint',
  int32: 'integer',
  float64: 'double',
  float: 'double',
  float8: 'double',
  bool: 'boolean',
  bytes: 'varbinary',
  blob: 'varbinary',
};

const DATE_UNITS = /^(second|minute|hour|day|week|month|quarter|year)s?$/u;
const WITH_UNIT = new Set(['date_trunc', 'date_add', 'date_diff']);

function alwaysWrong(node: ParserRuleContext, table: CaseTable): string | undefined {
  if (node instanceof FunctionCallContext) return wrongCall(node, table);
  if (node instanceof GenericTypeContext) {
    const type = nameOf(node.identifier());
    return Object.hasOwn(TYPES, type) ? `Trino has no type ${type}: write ${TYPES[type]}` : undefined;
  }
  if (node instanceof TypeConstructorContext) {
    const type = node.identifier();
    if (type === null || nameOf(type) !== 'interval') return undefined;
    const [, count = '30', unit = 'day'] = /^'(\d+) *([a-z]+?)?s?'$/iu.exec(node.string().getText()) ?? [];
    return `An interval has its unit outside of the quotes, in the singular: write INTERVAL '${count}' ${unit.toUpperCase()}`;
  }
  if (node instanceof ParameterContext) {
    return 'There is nothing to fill in placeholders here: write the value itself, text in single quotes';
  }
  if (node instanceof GroupByContext && /^all$/iu.test(node.getText())) {
    return 'Trino has no GROUP BY ALL: name what is grouped, by position as in GROUP BY 1, 2';
  }
  return undefined;
}

function wrongCall(call: FunctionCallContext, table: CaseTable): string | undefined {
  const name = calledFunction(call);
  if (name === undefined) return undefined;
  const args = call.expression();
  const { source } = table;
  const foreign = foreignFunction(name);
  if (foreign !== undefined) {
    const time = args.find((arg) => isTimeColumn(arg, table));
    return time === undefined ? foreign : `${foreign}, with ${asTime(time, table)} for its text`;
  }
  if (name === 'any' || name === 'some' || name === 'all') {
    return `LIKE takes one pattern and = ${name.toUpperCase()} a query: write regexp_like(x, 'a|b') or x IN ('a', 'b')`;
  }
  if (name === 'count' && args.length > 1) {
    return `count takes one value: write count(DISTINCT (${args.map((arg) => source.of(arg)).join(', ')}))`;
  }
  return WITH_UNIT.has(name) ? wrongUnit(name, args, table) : undefined;
}

function isUnitText(text: string): boolean {
  return text.startsWith("'") && DATE_UNITS.test(text.slice(1, -1).toLowerCase());
}

function wrongUnit(
  name: string,
  args: readonly ParserRuleContext[],
  { source, alone, aliases }: CaseTable,
): string | undefined {
  const unitAt = args.findIndex((arg) => {
    const column = columnOf(arg);
    if (column === undefined || column.qualified || column.quoted || !DATE_UNITS.test(column.name))
      return false;
    // In other tables there may be columns of that name.
    return alone && !aliases.has(column.name) && !args.some((other) => isUnitText(source.of(other)));
  });
  const unit = args[unitAt];
  const expected = name === 'date_trunc' ? 2 : 3;
  if (unit !== undefined && args.length === expected && (unitAt === 0 || unitAt === expected - 1)) {
    const word = source.of(unit).toLowerCase().replace(/s$/u, '');
    const others = args.filter((arg) => arg !== unit).map((arg) => source.of(arg));
    // Dialects with the unit at the end subtract the second from the first.
    const ordered = name === 'date_diff' && unitAt > 0 ? others.reverse() : others;
    return `${name} takes its unit first, as text: write ${name}('${word}', ${ordered.join(', ')})`;
  }
  const [date, interval] = args;
  if (name === 'date_add' && args.length === 2 && date !== undefined && interval !== undefined) {
    if (innermost(interval) instanceof IntervalLiteralContext) {
      return `date_add takes a unit, a number and a date: write ${source.of(date)} + ${source.of(interval)}`;
    }
  }
  if (args.length === expected - 1 && name !== 'date_trunc') {
    const example = name === 'date_diff' ? 'a, b' : '30, x';
    return `${name} takes its unit first: write ${name}('day', ${example})`;
  }
  return undefined;
}

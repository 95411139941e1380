import type { ParserRuleContext } from 'antlr4ng';
import {
  ComparisonContext,
  InListContext,
  PredicatedContext,
  StringLiteralContext,
} from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';
import type { CodedColumn } from '../../cases/value-notes.ts';
import type { ComparedValue } from './statement.ts';
import type { CaseTable } from './trino-case-table.ts';
import { columnOf, innermost, nodesOf } from './trino-nodes.ts';

const CODED: readonly CodedColumn[] = ['servicecode', 'severitycode', 'rca_category', 'lifecycle_category'];

/** A list can hold thousands of values; notes about more than these would not be read. */
const MOST = 10;

/** Values that a query looks for with `=` or `IN` in columns of the case table whose values are known. */
export function comparedValues(root: ParserRuleContext, table: CaseTable): readonly ComparedValue[] {
  const found: ComparedValue[] = [];
  for (const node of table.alone ? nodesOf(root) : []) {
    if (!(node instanceof PredicatedContext)) continue;
    const name = columnOf(node.valueExpression())?.name;
    const column = CODED.find((coded) => coded === name && table.columns.has(coded));
    if (column === undefined) continue;
    for (const other of soughtBy(node)) {
      const literal = innermost(other);
      if (!(literal instanceof StringLiteralContext) || found.length >= MOST) continue;
      const value = /^'(.*)'$/su.exec(literal.getText())?.[1];
      if (value !== undefined) found.push({ column, value: value.replaceAll("''", "'") });
    }
  }
  return found;
}

function soughtBy(node: PredicatedContext): readonly ParserRuleContext[] {
  const predicate = node.predicate();
  if (predicate instanceof InListContext) return predicate.KW_NOT() === null ? predicate.expression() : [];
  const isEqual = predicate instanceof ComparisonContext && predicate.comparisonOperator().getText() === '=';
  return isEqual ? [predicate.valueExpression()] : [];
}

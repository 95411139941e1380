import { ParserRuleContext } from 'antlr4ng';
import {
  AliasedRelationContext,
  ExistsContext,
  FunctionCallContext,
  GroupingTermContext,
  InSubqueryContext,
  LateralContext,
  ListAggContext,
  NumericLiteralContext,
  QuantifiedComparisonContext,
  QueryContext,
  QuerySpecificationContext,
  type SelectItemContext,
  SubqueryExpressionContext,
  TableNameContext,
} from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';
import { CASE_COLUMNS } from '../../cases/columns.ts';
import { excerpt, type Mistake } from './rejection.ts';
import type { StatementSource } from './statement-source.ts';
import type { CaseTable } from './trino-case-table.ts';
import { calledFunction, columnOf, innermost, nameOf, nodesOf, positionOf } from './trino-nodes.ts';

const AGGREGATES = new Set([
  'count',
  'count_if',
  'sum',
  'avg',
  'min',
  'max',
  'array_agg',
  'arbitrary',
  'approx_distinct',
  'approx_percentile',
  'max_by',
  'min_by',
]);

/** What is wrong between the clauses of one SELECT: aggregates in WHERE, aliases used too early, columns not grouped. */
export function clauseMistakes(node: ParserRuleContext, table: CaseTable): readonly Mistake[] {
  if (!(node instanceof QuerySpecificationContext)) return [];
  return [
    ...wrongWhere(node, table.source),
    ...(table.alone ? wrongAliases(node, table) : []),
    ...(isCorrelatable(node) ? [] : notGrouped(node, table.source)),
  ];
}

/** A SELECT whose columns can be those of a query around it, which need no grouping. */
function isCorrelatable(node: ParserRuleContext): boolean {
  for (let outer = node.parent; outer !== null; outer = outer.parent) {
    if (
      outer instanceof SubqueryExpressionContext ||
      outer instanceof ExistsContext ||
      outer instanceof InSubqueryContext ||
      outer instanceof QuantifiedComparisonContext ||
      outer instanceof LateralContext
    ) {
      return true;
    }
  }
  return false;
}

const isQuery = (node: ParserRuleContext) => node instanceof QueryContext;

function aggregatesIn(node: ParserRuleContext): ParserRuleContext | undefined {
  for (const inner of nodesOf(node, isQuery)) {
    if (inner instanceof ListAggContext) return inner;
    const name = calledFunction(inner);
    if (
      name !== undefined &&
      AGGREGATES.has(name) &&
      inner instanceof FunctionCallContext &&
      inner.over() === null
    ) {
      return inner;
    }
  }
  return undefined;
}

function wrongWhere(select: QuerySpecificationContext, source: StatementSource): readonly Mistake[] {
  const where = select.whereClause();
  if (where === null) return [];
  const aggregate = aggregatesIn(where);
  if (aggregate !== undefined) {
    const sentence = `WHERE is decided before rows are grouped: move ${excerpt(source.of(aggregate))} into HAVING, after GROUP BY`;
    return [{ position: positionOf(aggregate), sentence }];
  }
  for (const inner of nodesOf(where, isQuery)) {
    if (!(inner instanceof FunctionCallContext) || inner.over() === null) continue;
    const sentence =
      'WHERE cannot hold a window function: give it a name in a subquery, and compare the name in the WHERE around it';
    return [{ position: positionOf(inner), sentence }];
  }
  return [];
}

/** Names that the SELECT list gives, used in a clause that is read before the list is. */
function wrongAliases(select: QuerySpecificationContext, table: CaseTable): readonly Mistake[] {
  if (!readsTableItself(select, table)) return [];
  const items = select.selectList().selectItem();
  const aliasOf = (node: ParserRuleContext) => {
    const column = columnOf(node);
    if (column === undefined || column.qualified || isCaseColumn(column.name)) return undefined;
    const index = items.findIndex((item) => aliasName(item) === column.name);
    const item = items[index];
    const value = item === undefined ? undefined : expressionOf(item);
    return value === undefined ? undefined : { name: column.name, place: index + 1, value };
  };
  for (const term of select.groupBy() === null ? [] : nodesOf(select.groupBy() ?? select, isQuery)) {
    if (!(term instanceof GroupingTermContext)) continue;
    const alias = aliasOf(term);
    if (alias === undefined) continue;
    const sentence = `GROUP BY does not know the name ${alias.name} of the SELECT list: write GROUP BY ${alias.place}, its position`;
    return [{ position: positionOf(term), sentence }];
  }
  for (const [clause, node] of [
    ['WHERE', select.whereClause()],
    ['HAVING', select.havingClause()],
  ] as const) {
    if (node === null) continue;
    for (const inner of nodesOf(node, isQuery)) {
      const alias = innermost(inner) === inner ? aliasOf(inner) : undefined;
      if (alias === undefined) continue;
      const sentence = `${clause} does not know the name ${alias.name} of the SELECT list: repeat ${excerpt(table.source.of(alias.value))} in its place`;
      return [{ position: positionOf(inner), sentence }];
    }
  }
  return [];
}

function isCaseColumn(name: string): boolean {
  return CASE_COLUMNS.some((column) => column === name);
}

/** Whether FROM is the case table and nothing else, so that all names of columns are known. */
function readsTableItself(select: QuerySpecificationContext, { name }: CaseTable): boolean {
  const relations = select
    .relation()
    .flatMap((relation) => [...nodesOf(relation)])
    .filter((node) => node instanceof AliasedRelationContext);
  return (
    relations.length > 0 &&
    relations.every((relation) => {
      const table = relation.relationPrimary();
      if (!(table instanceof TableNameContext) || relation.columnAliases() !== null) return false;
      return table.getText().toLowerCase().replaceAll('"', '').split('.').at(-1) === name;
    })
  );
}

const ALL_UNGROUPED =
  'The columns of * are neither grouped nor counted: name the columns that you want, and write them again in GROUP BY';

function notGrouped(select: QuerySpecificationContext, source: StatementSource): readonly Mistake[] {
  const items = select.selectList().selectItem();
  const groupBy = select.groupBy();
  if (/^all$/iu.test(groupBy?.getText() ?? '')) return [];
  if (groupBy === null && !items.some((item) => aggregatesIn(item) !== undefined)) return [];
  const grouped = new Set<string>();
  const places = new Set<number>();
  for (const term of groupBy === null ? [] : nodesOf(groupBy)) {
    if (!(term instanceof GroupingTermContext)) continue;
    const value = innermost(term);
    if (value instanceof NumericLiteralContext) places.add(Number(value.getText()));
    const column = columnOf(term);
    if (column !== undefined) grouped.add(column.name);
  }
  const found: Mistake[] = [];
  for (const [index, item] of items.entries()) {
    const position = positionOf(item);
    if (item.selectAllWithoutTable() !== null || item.tableAllColumns() !== null) {
      // Under a GROUP BY it can be right: what is grouped may be all that there is.
      if (groupBy === null) found.push({ position, sentence: ALL_UNGROUPED });
      continue;
    }
    const value = expressionOf(item);
    const column = value === undefined ? undefined : columnOf(value);
    if (value === undefined || column === undefined || grouped.has(column.name) || places.has(index + 1))
      continue;
    const written = source.of(value);
    const remedy = groupBy === null ? `write GROUP BY ${written}` : `add it to GROUP BY`;
    found.push({
      position,
      sentence: `${written} is neither grouped nor counted: ${remedy}, or take one of its values with arbitrary(${written})`,
    });
  }
  return found;
}

function aliasName(item: SelectItemContext): string | undefined {
  const alias = item.identifier();
  return alias === null ? undefined : nameOf(alias);
}

function expressionOf(item: SelectItemContext): ParserRuleContext | undefined {
  const value =
    item.selectExpressionColumnName()?.expression() ?? item.selectLiteralColumnName()?.columnRef();
  return value instanceof ParserRuleContext ? value : undefined;
}

import * as tree from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';
import { MalformedQueryError, refusal } from '../trino/errors.ts';
import type { GroupBy, GroupingElement, Limit, Query, QueryBody, SelectItem } from './ast.ts';
import { columnOrExpression, readSortItems, readWindow } from './read-call.ts';
import { ExpressionReader } from './read-expression.ts';
import { positionOf, readName, readPath } from './read-names.ts';
import { readRelation, tablePath } from './read-relation.ts';

const reader = new ExpressionReader(readQuery);

/** Turns the parse tree of a query into a query. */
export function readQuery(node: tree.QueryContext): Query {
  if (!(node instanceof tree.QueryStatementContext)) throw unreadable(node);
  const clause = node.with();
  const named = (clause?.namedQuery() ?? []).map((item) => ({
    name: readName(item.identifier()),
    columns: item
      .columnAliases()
      ?.identifier()
      .map((name) => readName(name).text),
    query: readQuery(item.query()),
  }));
  return { ...readQueryNoWith(node.queryNoWith()), with: named, recursive: !!clause?.KW_RECURSIVE() };
}

function readQueryNoWith(node: tree.QueryNoWithContext): Query {
  const position = positionOf(node);
  return {
    with: [],
    recursive: false,
    body: readBody(node.queryTerm()),
    order: readSortItems(node.sortItem(), reader),
    offset: count(node._offset),
    limit: limit(node),
    position,
  };
}

function limit(node: tree.QueryNoWithContext): Limit | undefined {
  const rows = node._limit;
  if (rows)
    return { count: rows.KW_ALL() ? undefined : count(rows.rowCount() ?? undefined), withTies: false };
  if (!node.KW_FETCH()) return undefined;
  return { count: node._fetchFirst ? count(node._fetchFirst) : '1', withTies: !!node.KW_TIES() };
}

function count(node: tree.RowCountContext | undefined): string | undefined {
  if (!node) return undefined;
  const text = node.INTEGER_VALUE()?.getText();
  if (text === undefined) throw refusal('take parameters', positionOf(node));
  return text.replaceAll('_', '');
}

function readBody(node: tree.QueryTermContext): QueryBody {
  const position = positionOf(node);
  if (node instanceof tree.SetOperationContext) {
    const operator = node._operator?.text?.toUpperCase();
    if (operator !== 'UNION' && operator !== 'INTERSECT' && operator !== 'EXCEPT') throw unreadable(node);
    const [left, right] = node.queryTerm();
    if (!left || !right) throw unreadable(node);
    const all = !!node.setQuantifier()?.KW_ALL();
    return { kind: 'set operation', operator, all, left: readBody(left), right: readBody(right), position };
  }
  const primary = node instanceof tree.QueryTermDefaultContext ? node.queryPrimary() : undefined;
  if (primary instanceof tree.SubqueryContext) {
    return { kind: 'parenthesized', query: readQueryNoWith(primary.queryNoWith()), position };
  }
  if (primary instanceof tree.InlineTableContext) {
    return { kind: 'values', rows: reader.expressions(primary.expression()), position };
  }
  if (primary instanceof tree.TableContext)
    return { kind: 'table', path: tablePath(primary.tableRef()), position };
  if (primary instanceof tree.QueryPrimaryDefaultContext) return readSelect(primary.querySpecification());
  throw unreadable(node);
}

function readSelect(node: tree.QuerySpecificationContext): QueryBody {
  const where = node.whereClause();
  const having = node.havingClause();
  const groups = node.groupBy();
  return {
    kind: 'select',
    distinct: !!node.setQuantifier()?.KW_DISTINCT(),
    items: node.selectList().selectItem().map(readItem),
    from: node.relation().map((relation) => readRelation(relation, reader)),
    where: where ? reader.boolean(where.booleanExpression()) : undefined,
    groupBy: groups ? readGroupBy(groups) : undefined,
    having: having ? reader.boolean(having.booleanExpression()) : undefined,
    windows: node.windowDefinition().map((window) => ({
      name: readName(window.identifier()),
      window: readWindow(window.windowSpecification(), reader),
    })),
    position: positionOf(node),
  };
}

function readItem(node: tree.SelectItemContext): SelectItem {
  const position = positionOf(node);
  if (node.selectAllWithoutTable()) return { kind: 'all', position };
  const all = node.tableAllColumns();
  if (all) {
    const aliases = node
      .columnAliases()
      ?.identifier()
      .map((name) => readName(name).text);
    const base = reader.value(wrap(all.primaryExpression()));
    return { kind: 'all of', base, aliases, position };
  }
  const name = node.identifier();
  const alias = name ? readName(name).text : undefined;
  const path = node.selectLiteralColumnName()?.columnRef().qualifiedName();
  if (path)
    return { kind: 'value', value: { kind: 'column', path: readPath(path), position }, alias, position };
  const expression = node.selectExpressionColumnName()?.expression();
  if (!expression) throw unreadable(node);
  return { kind: 'value', value: reader.expression(expression), alias, position };
}

/** `t.*` holds a primary expression where the reader of values starts one level above. */
function wrap(node: tree.PrimaryExpressionContext): tree.ValueExpressionContext {
  const value = new tree.ValueExpressionDefaultContext(new tree.ValueExpressionContext(null, 0));
  value.start = node.start;
  value.addChild(node);
  return value;
}

function readGroupBy(node: tree.GroupByContext): GroupBy {
  const terms = (set: tree.GroupingSetContext) =>
    set.groupingTerm().map((term) => columnOrExpression(term, reader));
  const elements = node.groupingElement().map((element): GroupingElement => {
    const position = positionOf(element);
    if (element instanceof tree.SingleGroupingSetContext) {
      return { kind: 'simple', terms: terms(element.groupingSet()), position };
    }
    const kind =
      element instanceof tree.CubeContext
        ? 'CUBE'
        : element instanceof tree.RollupContext
          ? 'ROLLUP'
          : 'GROUPING SETS';
    if (
      element instanceof tree.CubeContext ||
      element instanceof tree.RollupContext ||
      element instanceof tree.MultipleGroupingSetsContext
    ) {
      return { kind, sets: element.groupingSet().map(terms), position };
    }
    throw unreadable(element);
  });
  return { distinct: !!node.setQuantifier()?.KW_DISTINCT(), elements };
}

function unreadable(node: Parameters<typeof positionOf>[0]): MalformedQueryError {
  return new MalformedQueryError(`mismatched input '${node.getText()}'`, positionOf(node));
}

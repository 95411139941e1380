import type {
  BooleanExpressionContext,
  ExpressionContext,
  QueryContext,
  ValueExpressionContext,
} from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';
import type { Expression, Query } from './ast.ts';

/** Reads the parts of the parse tree that hold each other: expressions in queries in expressions. */
export interface Reader {
  readonly query: (node: QueryContext) => Query;
  expression(node: ExpressionContext | null): Expression;
  expressions(nodes: readonly ExpressionContext[]): Expression[];
  boolean(node: BooleanExpressionContext | null): Expression;
  value(node: ValueExpressionContext | null): Expression;
}

import type { ParserRuleContext } from 'antlr4ng';
import {
  ColumnAliasesContext,
  JsonTableContext,
  LambdaContext,
  NamedQueryContext,
  PatternRecognitionContext,
  RowFieldContext,
  SelectItemContext,
} from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';
import { CASE_COLUMNS } from '../../cases/columns.ts';
import type { QueryReads } from './statement.ts';
import type { StatementSource } from './statement-source.ts';
import { nameOf, nodesOf } from './trino-nodes.ts';

/** What is known of the columns of a query. */
export interface CaseTable {
  readonly name: string;
  /** Whether the query reads no other table, and gives names to columns only in ways that are followed here. */
  readonly alone: boolean;
  readonly source: StatementSource;
  /** Columns of the table, all text, whose names are unambiguous in the statement; none where other tables are read. */
  readonly columns: ReadonlySet<string>;
  /** Every other name that the statement gives to a column. */
  readonly aliases: ReadonlySet<string>;
}

/** What a query shows of the columns that it names. */
export function caseTableIn(
  root: ParserRuleContext,
  source: StatementSource,
  tables: QueryReads['tables'],
  name: string,
): CaseTable {
  let alone = tables.every(({ parts }) => parts.at(-1) === name);
  const aliases = new Set<string>();
  for (const node of nodesOf(root)) {
    alone &&= !(
      node instanceof JsonTableContext ||
      (node instanceof PatternRecognitionContext && node.getChildCount() > 1) ||
      (node instanceof NamedQueryContext && nameOf(node.identifier()) === name)
    );
    for (const alias of namesGivenBy(node)) aliases.add(alias);
  }
  const columns = new Set(alone ? CASE_COLUMNS.filter((column) => !aliases.has(column)) : []);
  return { name, alone, source, columns, aliases };
}

function namesGivenBy(node: ParserRuleContext): string[] {
  if (node instanceof SelectItemContext || node instanceof RowFieldContext) {
    const alias = node.identifier();
    return alias === null ? [] : [nameOf(alias)];
  }
  if (node instanceof ColumnAliasesContext || node instanceof LambdaContext) {
    return node.identifier().map(nameOf);
  }
  return [];
}

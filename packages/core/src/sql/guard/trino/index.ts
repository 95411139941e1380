import {
  ExplainAnalyzeContext,
  ExplainContext,
  StatementDefaultContext,
} from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';
import { rejection } from '../rejection.ts';
import type { GuardedQuery } from '../statement.ts';
import { Utf16Offsets } from './offsets.ts';
import { parseTrino } from './parse.ts';
import { queryReads } from './reads.ts';

/** Parses one query or EXPLAIN and lists what it reads. Throws `query_rejected`. */
export function guardQuery(text: string): GuardedQuery {
  const { tree, tokens } = parseTrino(text);
  const [first, second] = tree.statements();
  if (first === undefined || second !== undefined) {
    const at = second?.start;
    throw rejection(
      'one-statement',
      { line: at?.line ?? 1, column: (at?.column ?? 0) + 1 },
      'A second statement begins here: send one statement at a time',
    );
  }
  const statement = first.singleStatement().statement();
  const explained =
    statement instanceof ExplainContext || statement instanceof ExplainAnalyzeContext
      ? statement.statement()
      : statement;
  if (!(explained instanceof StatementDefaultContext)) {
    const at = explained.start;
    throw rejection(
      'read-only',
      { line: at?.line ?? 1, column: (at?.column ?? 0) + 1 },
      'Only queries may run here, and EXPLAIN takes a query only: send a SELECT',
    );
  }
  const reads = queryReads(explained, tokens.getTokens(), new Utf16Offsets(text));
  return { kind: explained === statement ? 'query' : 'explain', text, taggable: true, reads };
}

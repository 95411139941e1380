import { StatementDefaultContext } from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';
import { rejection } from './rejection.ts';
import type { QueryReads } from './statement.ts';
import { parseTrino } from './trino-parser.ts';
import { queryReads } from './trino-reads.ts';
import { Utf16Offsets } from './utf16-offsets.ts';

/** Parses one query, within a second by the clock `now`, and lists what it reads. Throws `query_rejected`. */
export function parseQuery(text: string, now: () => number): QueryReads {
  const { tree, tokens } = parseTrino(text, now);
  const statement = tree.statement();
  if (!(statement instanceof StatementDefaultContext)) {
    const at = statement.start;
    throw rejection(
      'read-only',
      { line: at?.line ?? 1, column: (at?.column ?? 0) + 1 },
      'Only queries may run here: send a SELECT',
    );
  }
  return queryReads(statement, tokens.getTokens(), new Utf16Offsets(text));
}

import { StatementDefaultContext } from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';
import { rejection, rejectionOf } from './rejection.ts';
import type { QueryReads } from './statement.ts';
import { StatementSource } from './statement-source.ts';
import { caseTableIn } from './trino-case-table.ts';
import { comparedValues } from './trino-comparisons.ts';
import { mistakesIn } from './trino-mistakes.ts';
import { parseTrino } from './trino-parser.ts';

export { loadGrammar } from './trino-parser.ts';

import { queryReads } from './trino-reads.ts';
import { Utf16Offsets } from './utf16-offsets.ts';

/**
 * Parses one query, within a second by the clock `now`, and lists what it reads. Throws `query_rejected`, also for what
 * Trino is certain to refuse once it knows the columns of the table by the name `caseTable`.
 */
export function parseQuery(text: string, now: () => number, caseTable: string): QueryReads {
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
  const offsets = new Utf16Offsets(text);
  const reads = queryReads(statement, tokens.getTokens(), offsets);
  const table = caseTableIn(statement, new StatementSource(text, offsets), reads.tables, caseTable);
  const [first, ...others] = mistakesIn(statement, table);
  if (first !== undefined) throw rejectionOf('dialect', [first, ...others]);
  return { ...reads, compared: comparedValues(statement, table) };
}

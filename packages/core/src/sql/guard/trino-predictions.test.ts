import { TrinoSqlParser } from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';
import { describe, expect, it } from 'vitest';
import { TYPICAL_STATEMENTS } from '../../../test/guard/typical-statements.ts';
import { learnedFrom, type ParsedStatement, parseInStages, parseTrino } from './trino-parser.ts';
import TABLES from './trino-predictions.json' with { type: 'json' };
import { Predictions } from './trino-predictions.ts';

describe('the tables that the guard starts with', () => {
  it('are what the typical statements teach about the grammar of this version', () => {
    expect(
      learnedFrom(TYPICAL_STATEMENTS),
      'run `pnpm --filter @case-insights/core learn`, which writes them anew',
    ).toEqual(TABLES);
  });

  it('lead to the trees that a parser without them builds', () => {
    // Each goes beyond the typical statements, so that states of the tables are continued.
    const others = [
      'SELECT caseid, grouping(a, b) FROM t TABLESAMPLE BERNOULLI (10) WHERE a IS DISTINCT FROM b AND c NOT BETWEEN 1 AND 2',
      'SELECT a FROM t GROUP BY GROUPING SETS ((a, b), (a), ()) ORDER BY a NULLS FIRST OFFSET 3 ROWS FETCH FIRST 5 ROWS ONLY',
      "SELECT x[1], r.f, transform(l, e -> e * 2 + 1 - -3 % 4), TRY_CAST(a AS decimal(10, 2)) AT TIME ZONE 'UTC' FROM t, u",
      'SELECT a FROM t WHERE (a, b) IN (SELECT 1, 2 EXCEPT ALL SELECT 3, 4 INTERSECT SELECT 5, 6) OR NOT a = ALL (VALUES 1)',
      'SELECT sum(a) FILTER (WHERE b > 0) OVER w FROM t WINDOW w AS (ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)',
    ];
    const untaught = new Predictions([]);
    for (const statement of [...others, ...TYPICAL_STATEMENTS]) {
      expect(treeOf(parseTrino(statement, () => 0))).toBe(
        treeOf(parseInStages(statement, untaught, () => undefined)),
      );
    }
  });
});

function treeOf({ tree, tokens }: ParsedStatement): string {
  return `${tree.toStringTree(TrinoSqlParser.ruleNames, new TrinoSqlParser(tokens))}`;
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codePoint } from '../../../test/code-point.ts';
import { CaseInsightsError } from '../../errors.ts';
import { guardStatement, scopeStatement } from './index.ts';

const WORDS =
  `SELECT WITH VALUES TABLE SHOW DESCRIBE EXPLAIN ANALYZE VERBOSE FROM WHERE GROUP BY ORDER HAVING LIMIT UNION ALL EXCEPT
   JOIN LEFT CROSS LATERAL UNNEST ON USING AS CASE WHEN THEN END NOT NULL IN EXISTS AND OR OVER PARTITION RECURSIVE
   INSERT UPDATE DELETE MERGE DROP CREATE ALTER TRUNCATE CALL EXECUTE PREPARE UNLOAD GRANT USE SET INTO FUNCTION TABLES
   COLUMNS case_summary case_insights a b x 1 1.5 1a 'text' '' "name" "" \`name\` U& X' ' " \` ( ) [ ] , . ; * + - / || ->
   => = <> ? : -- /* */ é \u{1f600} $ count max CAST INTERVAL TABLESAMPLE BERNOULLI MATCH_RECOGNIZE FOR TIMESTAMP OF`.split(
    /\s+/u,
  );
const soup = fc.array(fc.constantFrom(...WORDS), { maxLength: 25 }).map((words) => words.join(' '));
const glued = fc.array(fc.constantFrom(...WORDS), { maxLength: 12 }).map((words) => words.join(''));
const query = fc
  .array(fc.constantFrom(...WORDS), { maxLength: 12 })
  .map((words) => `SELECT a FROM case_summary ${words.join(' ')}`);
const anything = fc.oneof(fc.string({ unit: codePoint, maxLength: 300 }), soup, glued, query);

const HEADS =
  'INSERT UPDATE DELETE MERGE DROP CREATE ALTER TRUNCATE CALL EXECUTE PREPARE DEALLOCATE UNLOAD GRANT REVOKE DENY USE SET RESET ANALYZE COMMIT ROLLBACK MSCK VACUUM OPTIMIZE REFRESH'.split(
    ' ',
  );
const scope = { caseTable: 'case_summary', database: 'case_insights', accounts: ['111111111111'] };

/** A clock that stands, so that a busy machine decides nothing. */
const still = () => 0;

describe('guardStatement on free input', () => {
  it('lets a statement through or says which rule it breaks, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(anything, async (text) => {
        const result: unknown = await guardStatement(text).catch((error: unknown) => error);
        if (!(result instanceof Error)) return;
        expect(result).toBeInstanceOf(CaseInsightsError);
        expect(result).toMatchObject({
          code: 'query_rejected',
          message: expect.stringMatching(/^line \d+:\d+: /u),
        });
      }),
      { numRuns: 600 },
    );
  });

  it('never lets a statement through that begins with a word that changes something', async () => {
    const gap = fc.constantFrom(' ', '\n', '\t', '/**/', '-- x\n', ' /* SELECT */ ');
    const before = fc.constantFrom(
      '',
      ' ',
      '/* SELECT 1 */',
      '-- SELECT 1\n',
      'EXPLAIN ',
      'EXPLAIN ANALYZE ',
      '(',
      'SELECT 1; ',
    );
    const casing = fc.func(fc.boolean());
    await fc.assert(
      fc.asyncProperty(
        before,
        fc.constantFrom(...HEADS),
        casing,
        gap,
        soup,
        async (start, head, upper, space, rest) => {
          const word = [...head]
            .map((letter, index) => (upper(index) ? letter : letter.toLowerCase()))
            .join('');
          await expect(guardStatement(`${start}${word}${space}${rest}`)).rejects.toMatchObject({
            code: 'query_rejected',
          });
        },
      ),
      { numRuns: 400 },
    );
  });

  it('gives what it lets through a text that it lets through again, unchanged', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(query, soup), async (text) => {
        const first = await guardStatement(text, still).catch(() => undefined);
        if (first === undefined) return;
        expect((await guardStatement(first.text, still)).text).toBe(first.text);
      }),
      { numRuns: 200 },
    );
  });
});

describe('scopeStatement on free input', () => {
  it('writes statements that read the case table only through the filter', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(query, soup), async (text) => {
        const guarded = await guardStatement(text, still).catch(() => undefined);
        if (guarded === undefined || !('reads' in guarded)) return;
        let scoped: string;
        try {
          scoped = scopeStatement(guarded, scope);
        } catch (error) {
          expect(error).toMatchObject({ code: 'forbidden' });
          return;
        }
        const again = await guardStatement(scoped, still);
        if (!('reads' in again)) throw new Error('a query became something else');
        expect(again.reads.tables.map((table) => table.parts)).toEqual(
          guarded.reads.tables.map(() => ['case_insights', 'case_summary']),
        );
        for (const { start, end } of again.reads.tables) {
          expect(again.text.slice(0, start)).toMatch(/\(SELECT \* FROM $/u);
          expect(again.text.slice(end)).toMatch(
            /^ AS "\$cases" WHERE "\$cases"\.account_number IN \('111111111111'\) AND \(coalesce\("\$cases"\.account_number IN \('111111111111'\), false\) OR random\(\) < 0\)\)/u,
          );
        }
      }),
      { numRuns: 400 },
    );
  });
});

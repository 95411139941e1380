import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CASE_COLUMNS } from '../../src/cases/index.ts';
import { guardStatement, readCompact, scopeStatement } from '../../src/sql/guard/index.ts';
import { ANSWERED_ATTEMPTS } from './answered-attempts.ts';
import { caseTable, compactCopy, DATABASE, FOREIGN_MARK, OWN_ACCOUNTS, rowsOf } from './case-data.ts';
import { LEGITIMATE_QUERIES } from './legitimate-queries.ts';
import { REFUSED_ATTEMPTS } from './refused-attempts.ts';

const scope = { caseTable: 'case_summary', database: DATABASE, accounts: OWN_ACCOUNTS };
const compact = { view: 'case_summary_compact', columns: CASE_COLUMNS };
let everybody: DuckDBConnection;
let own: DuckDBConnection;
let copied: DuckDBConnection;

beforeAll(async () => {
  [everybody, own, copied] = await Promise.all([caseTable('everybody'), caseTable('own'), compactCopy()]);
});
afterAll(() => {
  everybody.closeSync();
  own.closeSync();
  copied.closeSync();
});

describe.each([
  { read: 'the case table', copy: undefined, engine: () => everybody },
  { read: 'its compact copy', copy: compact, engine: () => copied },
])('attempts to read past a scope in $read', ({ copy, engine }) => {
  const scoped = async (statement: string) =>
    scopeStatement(await guardStatement(statement, () => 0), { ...scope, compact: copy });
  const answered = ANSWERED_ATTEMPTS.map(([statement, same = statement]) => ({ statement, same }));

  it.each(answered)('answers from own cases alone: $statement', async ({ statement, same }) => {
    const rows = await rowsOf(engine(), await scoped(statement));
    expect(rows).toEqual(await rowsOf(own, same));
    expect(rows.join()).not.toContain(FOREIGN_MARK);
    // The attempt is one: for a caller who may read everything it answers otherwise.
    expect(await rowsOf(everybody, same)).not.toEqual(rows);
  });

  it('are at least 100, none of them twice', () => {
    const statements = [...ANSWERED_ATTEMPTS.map(([one]) => one), ...REFUSED_ATTEMPTS.map(([, one]) => one)];
    expect(statements.length).toBeGreaterThanOrEqual(100);
    expect(new Set(statements).size).toBe(statements.length);
  });
});

describe('a view in the place of the case table', () => {
  const view = { ...scope, caseTable: 'case_texts' };
  beforeAll(async () => {
    await everybody.run('CREATE VIEW case_texts AS SELECT subject FROM case_summary');
  });

  it.each([
    'SELECT subject FROM case_texts',
    "SELECT (SELECT max(subject) FROM case_texts) FROM (VALUES ('111111111111')) AS v(account_number)",
    "SELECT (SELECT max(subject) FROM case_texts) FROM (VALUES ('111111111111')) AS case_texts(account_number)",
    "SELECT l.subject FROM (VALUES ('111111111111')) AS v(account_number) CROSS JOIN LATERAL (TABLE case_texts) l",
    "SELECT (SELECT max(subject) FROM case_texts) FROM (SELECT CAST(ROW('111111111111') AS ROW(account_number varchar)) AS case_texts) AS case_insights",
  ])('fails without account_number, though a column around it has that name: %s', async (statement) => {
    const narrowed = scopeStatement(await guardStatement(statement, () => 0), view);
    await expect(everybody.run(narrowed)).rejects.toThrow('account_number');
  });
});

describe('legitimate queries', () => {
  it.each(LEGITIMATE_QUERIES)(
    'answer a scoped caller as on data that holds only own cases: %s',
    async (statement) => {
      const guarded = await guardStatement(statement, () => 0);
      const expected = await rowsOf(own, statement);
      expect(await rowsOf(everybody, scopeStatement(guarded, scope))).toEqual(expected);
      expect(await rowsOf(copied, scopeStatement(guarded, { ...scope, compact }))).toEqual(expected);
    },
  );

  it.each(LEGITIMATE_QUERIES)('answer from the compact copy as from the table: %s', async (statement) => {
    const narrowed = readCompact(await guardStatement(statement, () => 0), scope, compact) ?? statement;
    expect(await rowsOf(copied, narrowed)).toEqual(await rowsOf(everybody, statement));
  });

  it('are at least 60, and most of them find something', async () => {
    expect(new Set(LEGITIMATE_QUERIES).size).toBeGreaterThanOrEqual(60);
    const answers = await Promise.all(LEGITIMATE_QUERIES.map((statement) => rowsOf(own, statement)));
    expect(answers.filter((rows) => rows.length > 0).length).toBeGreaterThan(55);
  });
});

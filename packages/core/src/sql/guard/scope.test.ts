import { describe, expect, it } from 'vitest';
import { guardStatement, MAX_STATEMENT_BYTES, readCompact, scopeStatement } from './index.ts';

const scope = {
  caseTable: 'case_summary',
  database: 'case-insights',
  accounts: ['111111111111', '222222222222'],
};
const IN_SCOPE = `"$cases".account_number IN ('111111111111', '222222222222')`;
const NAMED = `"$cases".table_schema = 'case-insights' AND "$cases".table_name = 'case_summary'`;
const OWN = `(SELECT * FROM "case-insights"."case_summary" AS "$cases" WHERE ${IN_SCOPE} AND (coalesce(${IN_SCOPE}, false) OR random() < 0))`;

async function scoped(statement: string, to: Parameters<typeof scopeStatement>[1] = scope): Promise<string> {
  return scopeStatement(await guardStatement(statement, () => 0), to);
}

describe('scopeStatement', () => {
  it.each([
    [
      'a reference keeps its name as alias',
      'SELECT case_summary.a FROM Case_Summary',
      `SELECT case_summary.a FROM ${OWN} AS "case_summary"`,
    ],
    ['an alias stays', 'SELECT c.a FROM case_summary c', `SELECT c.a FROM ${OWN} c`],
    ['column aliases stay', 'SELECT a FROM case_summary AS c (a, b)', `SELECT a FROM ${OWN} AS c (a, b)`],
    [
      'a sample is drawn from own rows',
      'SELECT a FROM case_summary TABLESAMPLE BERNOULLI (10)',
      `SELECT a FROM ${OWN} AS "case_summary" TABLESAMPLE BERNOULLI (10)`,
    ],
    [
      'an aliased sample too',
      'SELECT a FROM case_summary AS c TABLESAMPLE SYSTEM (10)',
      `SELECT a FROM ${OWN} AS c TABLESAMPLE SYSTEM (10)`,
    ],
    [
      'patterns match own rows',
      'SELECT * FROM case_summary MATCH_RECOGNIZE (PATTERN (A) DEFINE A AS true) AS m',
      `SELECT * FROM ${OWN} AS "case_summary" MATCH_RECOGNIZE (PATTERN (A) DEFINE A AS true) AS m`,
    ],
    [
      'a relation in parentheses',
      'SELECT x.a FROM ((case_summary)) AS x',
      `SELECT x.a FROM ((${OWN} AS "case_summary")) AS x`,
    ],
    ['TABLE becomes a query', 'TABLE case_summary UNION TABLE case_summary', `${OWN} UNION ${OWN}`],
    [
      'characters beyond U+FFFF shift nothing',
      "SELECT '\u{1f600}\u{1f600}', a FROM case_summary c",
      `SELECT '\u{1f600}\u{1f600}', a FROM ${OWN} c`,
    ],
    [
      'a column loses the database that its table lost',
      'SELECT "case-insights".case_summary.a FROM case_summary',
      `SELECT case_summary.a FROM ${OWN} AS "case_summary"`,
    ],
    [
      'whatever stands around the dots',
      'SELECT "case-insights" . case_summary . a FROM case_summary',
      `SELECT case_summary . a FROM ${OWN} AS "case_summary"`,
    ],
    [
      'and the catalog',
      'SELECT AwsDataCatalog."case-insights".case_summary.* FROM case_summary',
      `SELECT case_summary.* FROM ${OWN} AS "case_summary"`,
    ],
    [
      'a field of a row stays',
      'SELECT c.case_summary.a FROM case_summary c',
      `SELECT c.case_summary.a FROM ${OWN} c`,
    ],
    [
      'a field of an expression stays',
      'SELECT (c)."case-insights".case_summary.a FROM case_summary c',
      `SELECT (c)."case-insights".case_summary.a FROM ${OWN} c`,
    ],
    [
      'a WITH query of that name stays',
      'WITH case_summary AS (VALUES 1) SELECT * FROM case_summary',
      'WITH case_summary AS (VALUES 1) SELECT * FROM case_summary',
    ],
    [
      'and a recursive one of another name',
      'WITH RECURSIVE a (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM a WHERE n < 3) SELECT n FROM a',
      'WITH RECURSIVE a (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM a WHERE n < 3) SELECT n FROM a',
    ],
    [
      'EXPLAIN explains the narrowed query',
      'EXPLAIN (TYPE IO) SELECT a FROM case_summary c',
      `EXPLAIN (TYPE IO) SELECT a FROM ${OWN} c`,
    ],
    [
      'EXPLAIN ANALYZE runs the narrowed query',
      'EXPLAIN ANALYZE TABLE case_summary',
      `EXPLAIN ANALYZE ${OWN}`,
    ],
    ['columns may be shown', 'SHOW COLUMNS IN case_summary', 'SHOW COLUMNS IN case_summary'],
    ['and described', 'DESCRIBE `case-insights`.`case_summary`;', 'DESCRIBE `case-insights`.`case_summary`'],
    [
      'a catalog before the database is left out',
      'DESCRIBE AwsDataCatalog . `case-insights`.case_summary',
      'DESCRIBE `case-insights`.case_summary',
    ],
    [
      'columns like a pattern',
      "SHOW COLUMNS IN case_summary LIKE 'a%'",
      "SHOW COLUMNS IN case_summary LIKE 'a%'",
    ],
    ['functions may be listed', "SHOW FUNCTIONS LIKE 'date%'", "SHOW FUNCTIONS LIKE 'date%'"],
    ['a list of tables has one', 'SHOW TABLES', "SHOW TABLES IN `case-insights` 'case_summary'"],
    [
      'of the database too',
      'SHOW TABLES IN `case-insights`',
      "SHOW TABLES IN `case-insights` 'case_summary'",
    ],
    ['if its pattern fits', "SHOW TABLES '.*case*|x'", "SHOW TABLES IN `case-insights` 'case_summary'"],
    ['or none', "SHOW TABLES LIKE 'other*'", "SHOW TABLES IN `case-insights` '-'"],
    ['or none that looks like it', "SHOW TABLES 'case(_summary'", "SHOW TABLES IN `case-insights` '-'"],
    ['in capitals too', "SHOW TABLES 'CASE**RY'", "SHOW TABLES IN `case-insights` 'case_summary'"],
    ['EXPLAIN of DESCRIBE', 'EXPLAIN DESCRIBE case_summary', 'EXPLAIN DESCRIBE case_summary'],
    [
      'the catalog, the schema and a column of its own stay',
      'SELECT AwsDataCatalog."case-insights".case_summary FROM case_summary c',
      `SELECT AwsDataCatalog."case-insights".case_summary FROM ${OWN} c`,
    ],
    [
      'the schema of the catalog lists the case table',
      'SELECT table_name FROM AwsDataCatalog.information_schema.tables',
      `SELECT table_name FROM (SELECT * FROM information_schema.tables AS "$cases" WHERE ${NAMED} AND (coalesce(${NAMED}, false) OR random() < 0)) AS "tables"`,
    ],
    [
      'the schema tells of the case table',
      'SELECT columns.column_name FROM information_schema.columns WHERE information_schema.columns.ordinal_position = 1',
      `SELECT columns.column_name FROM (SELECT * FROM information_schema.columns AS "$cases" WHERE ${NAMED} AND (coalesce(${NAMED}, false) OR random() < 0)) AS "columns" WHERE columns.ordinal_position = 1`,
    ],
    ['a query of no table stays', 'SELECT 1', 'SELECT 1'],
  ])('%s', async (_, statement, expected) => {
    expect(await scoped(statement)).toBe(expected);
  });

  it('shows no row to a caller without accounts', async () => {
    const statement = await scoped('SELECT a FROM case_summary', { ...scope, accounts: [] });
    expect(statement).toBe(
      'SELECT a FROM (SELECT * FROM "case-insights"."case_summary" AS "$cases" WHERE false) AS "case_summary"',
    );
  });

  it('knows the table by its bare name alone where no database is configured', async () => {
    const to = { caseTable: 'all_cases', accounts: ['111111111111'] };
    expect(await scoped('SELECT a FROM ALL_CASES', to)).toBe(
      `SELECT a FROM (SELECT * FROM "all_cases" AS "$cases" WHERE "$cases".account_number IN ('111111111111') AND (coalesce("$cases".account_number IN ('111111111111'), false) OR random() < 0)) AS "all_cases"`,
    );
    expect(await scoped('SHOW TABLES', to)).toBe("SHOW TABLES 'all_cases'");
    expect(await scoped('SELECT a FROM information_schema.columns c', to)).toBe(
      `SELECT a FROM (SELECT * FROM information_schema.columns AS "$cases" WHERE "$cases".table_name = 'all_cases' AND (coalesce("$cases".table_name = 'all_cases', false) OR random() < 0)) c`,
    );
    for (const statement of ['SELECT a FROM x.all_cases', 'SHOW TABLES IN x']) {
      await expect(scoped(statement, to)).rejects.toMatchObject({ code: 'forbidden' });
    }
  });

  it('knows names in any case, and quotes them', async () => {
    const to = { caseTable: 'My"Cases', database: "Joe's", accounts: [] };
    expect(await scoped('SELECT a FROM "joe\'s"."MY""CASES" c', to)).toBe(
      `SELECT a FROM (SELECT * FROM "Joe's"."My""Cases" AS "$cases" WHERE false) c`,
    );
    expect(await scoped('SELECT "joe\'s"."my""cases".a FROM "my""cases"', to)).toBe(
      `SELECT "my""cases".a FROM (SELECT * FROM "Joe's"."My""Cases" AS "$cases" WHERE false) AS "My""Cases"`,
    );
    expect(await scoped('SELECT a FROM information_schema.tables t', to)).toContain(
      `"$cases".table_schema = 'joe''s' AND "$cases".table_name = 'my"cases'`,
    );
  });

  it.each([
    ['SELECT *\nFROM case_summary, Secret."T"', '2:20', 'the table "secret.t"'],
    ['SELECT 1 FROM other.case_summary', '1:15', 'the table "other.case_summary"'],
    [
      'SELECT 1 FROM other."case-insights".case_summary',
      '1:15',
      'the table "other.case-insights.case_summary"',
    ],
    ['SELECT 1 FROM columns', '1:15', 'the table "columns"'],
    ['SELECT 1 FROM other.columns', '1:15', 'the table "other.columns"'],
    ['SELECT 1 FROM information_schema.views', '1:15', 'the table "information_schema.views"'],
    ['SELECT 1 FROM x.information_schema.columns', '1:15', 'the table "x.information_schema.columns"'],
    ['SELECT\n "$path" FROM case_summary', '2:2', 'hidden columns, and "$path" begins like one'],
    ['WITH "$path" AS (SELECT 1) SELECT 1', '1:6', 'hidden columns, and "$path" begins like one'],
    ['WITH a ("$path") AS (SELECT 1) SELECT 1', '1:9', 'hidden columns, and "$path" begins like one'],
    [
      'WITH RECURSIVE a (n) AS (SELECT 1 UNION SELECT 2 FROM (WITH a AS (SELECT 2) TABLE a)) TABLE a',
      '1:61',
      'the recursive WITH query "a", named again inside itself',
    ],
    [
      'WITH RECURSIVE case_summary AS (SELECT 1) SELECT * FROM case_summary',
      '1:16',
      'a recursive WITH query of that name',
    ],
    ['SELECT 1 FROM case_summary FOR VERSION AS OF 1', '1:28', 'FOR TIMESTAMP and FOR VERSION'],
    ['SELECT other.f.g(1)', '1:8', 'the function "other.f.g" of another schema'],
    ['WITH secret AS (SELECT 1) SELECT 1 FROM secret.cases', '1:41', 'the table "secret.cases"'],
    ['WITH RECURSIVE a (n) AS (SELECT 1 EXCEPT SELECT n FROM a) SELECT n FROM a', '1:56', 'the table "a"'],
    ['DESCRIBE other.case_summary', '1:1', 'the table "other.case_summary"'],
    ['SHOW COLUMNS IN other', '1:1', 'the table "other"'],
    ['DESCRIBE FORMATTED case_summary', '1:1', 'DESCRIBE beyond its columns'],
    [
      "DESCRIBE case_summary PARTITION (account_number = '333333333333')",
      '1:1',
      'DESCRIBE beyond its columns',
    ],
    ['SHOW PARTITIONS case_summary', '1:1', 'SHOW beyond its columns'],
    ['SHOW CREATE TABLE case_summary', '1:1', 'SHOW beyond its columns'],
    ['SHOW VIEWS', '1:1', 'SHOW beyond its columns'],
    ['SHOW TABLES IN other', '1:1', 'SHOW beyond its columns'],
    ['EXPLAIN SHOW TABLES', '1:1', 'SHOW beyond its columns'],
  ])('refuses %j, and says what is out of reach, where, and what to do', async (statement, at, what) => {
    const message = `line ${at}: your access covers the cases of your accounts in case_summary, not ${what}: query case_summary only`;
    await expect(scoped(statement)).rejects.toMatchObject({
      code: 'forbidden',
      message,
      details: [{ field: 'query', message }],
    });
  });

  it.each(["1' OR '1'='1", '1234567890123', '12345678901', "'123456789012", "123456789012'", ''])(
    'refuses the account number %j, rather than writing it into SQL',
    async (account) => {
      const accounts = ['111111111111', account];
      const error = await scoped('TABLE case_summary', { ...scope, accounts }).catch((thrown) => thrown);
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toBe(`An account number of a scope has 12 digits: ${account}`);
    },
  );

  it.each([10, 10_000])(
    'refuses a statement that would grow beyond what Athena takes, of %i references',
    async (references) => {
      const accounts = Array.from({ length: 5_000 }, (_, index) => String(100_000_000_000 + index));
      const statement = `SELECT 1 FROM case_summary${', case_summary'.repeat(references - 1)}`;
      await expect(scoped(statement, { ...scope, accounts })).rejects.toMatchObject({
        code: 'query_rejected',
        message: expect.stringContaining(
          "With the filter on your accounts in each place that reads the table, the statement is longer than Athena's",
        ),
      });
    },
  );
});

describe('readCompact', () => {
  const compact = { view: 'case_summary_compact', columns: ['caseid', 'case_summary'] };
  const COPY = '(SELECT "caseid", "case_summary" FROM "case-insights"."case_summary_compact")';
  const read = async (statement: string) =>
    readCompact(await guardStatement(statement, () => 0), scope, compact);

  it.each([
    [
      'a reference keeps its name, which a column has too',
      'SELECT case_summary, case_summary.caseid FROM Case_Summary',
      `SELECT case_summary, case_summary.caseid FROM ${COPY} AS "case_summary"`,
    ],
    ['an alias stays', 'SELECT c.caseid FROM case_summary c', `SELECT c.caseid FROM ${COPY} c`],
    ['TABLE becomes a query', 'TABLE case_summary', COPY],
    [
      'other tables stay',
      'SELECT 1 FROM x.case_summary JOIN "case-insights".case_summary ON true',
      `SELECT 1 FROM x.case_summary JOIN ${COPY} AS "case_summary" ON true`,
    ],
    [
      'a column loses the database that its table lost',
      'SELECT "case-insights".case_summary.caseid FROM "case-insights".case_summary',
      `SELECT case_summary.caseid FROM ${COPY} AS "case_summary"`,
    ],
    [
      'and beside another table, of another name',
      'SELECT "case-insights".case_summary.caseid FROM case_summary, x.other',
      `SELECT case_summary.caseid FROM ${COPY} AS "case_summary", x.other`,
    ],
    ['EXPLAIN explains it', 'EXPLAIN TABLE case_summary', `EXPLAIN ${COPY}`],
  ])('%s', async (_, statement, expected) => {
    expect(await read(statement)).toBe(expected);
  });

  it.each([
    'SELECT "$path" FROM case_summary',
    'SELECT caseid FROM case_summary FOR TIMESTAMP AS OF current_timestamp',
    'WITH RECURSIVE case_summary (a) AS (SELECT 1 UNION ALL SELECT a FROM case_summary) SELECT * FROM case_summary',
    'SELECT (SELECT max("case-insights".case_summary.caseid) FROM x.case_summary) FROM "case-insights".case_summary',
    'SELECT (SELECT max("case-insights".case_summary.caseid) FROM x AS Case_Summary) FROM "case-insights".case_summary',
    'WITH case_summary AS (SELECT 1) SELECT "case-insights".case_summary.caseid FROM "case-insights".case_summary, case_summary',
    'WITH RECURSIVE case_summary AS (SELECT 1) SELECT caseid FROM "case-insights".case_summary',
    'SELECT "case-insights".case_summary.caseid FROM case_summary, awsdatacatalog.x.case_summary',
    'SELECT 1',
    'SHOW TABLES',
    'DESCRIBE case_summary',
  ])('leaves what would not be the same on the copy: %#', async (statement) => {
    expect(await read(statement)).toBeUndefined();
  });

  it.each([
    ['a', 1],
    ['\u4e00', 3],
  ])('leaves room for what the server puts before a statement of bytes like %s', async (character, bytes) => {
    const guarded = await guardStatement('SELECT 1 FROM case_summary c', () => 0);
    // Parsing so long a statement takes a second, and what follows the table does not count here.
    const long = (length: number) =>
      readCompact({ ...guarded, text: guarded.text + character.repeat(length) }, scope, compact);
    const room = MAX_STATEMENT_BYTES - 1_000 - COPY.length - guarded.text.length;
    expect(long(Math.floor(room / bytes))).toContain(COPY);
    expect(long(Math.floor(room / bytes) + 1)).toBeUndefined();
  });

  it('narrows the copy as it narrows the table', async () => {
    expect(await scoped('SELECT c.caseid FROM case_summary c', { ...scope, compact })).toBe(
      `SELECT c.caseid FROM (SELECT "caseid", "case_summary" FROM "case-insights"."case_summary_compact" AS "$cases" WHERE ${IN_SCOPE} AND (coalesce(${IN_SCOPE}, false) OR random() < 0)) c`,
    );
    await expect(
      scoped('SELECT caseid FROM case_summary_compact', { ...scope, compact }),
    ).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});

import { afterEach, describe, expect, it, vi } from 'vitest';
import { exampleStatements } from '../../resources/example-statements.ts';
import { guardStatement, MAX_STATEMENT_BYTES, scopeStatement } from './index.ts';
import { parseTrino } from './trino-parser.ts';

/** A clock that stands, so that a busy machine decides nothing. */
const still = () => 0;

afterEach(() => vi.restoreAllMocks());

describe('guardStatement', () => {
  it.each([
    ['SELECT 1;', 'SELECT 1'],
    ['  SELECT 1 ; ', '  SELECT 1'],
    [
      '-- why\nSELECT /* what */ 1 -- done',
      '          SELECT            1'.replace('      ', '      \n'.slice(0, 6)),
    ],
    ["SELECT '-- no comment'", "SELECT '-- no comment'"],
    ['/* x */ SHOW TABLES ;', 'SHOW TABLES'],
  ])('sends %j without comments and end mark', async (statement, sent) => {
    expect((await guardStatement(statement, still)).text.replace(/\s+/g, ' ')).toBe(
      sent.replace(/\s+/g, ' '),
    );
  });

  it.each(exampleStatements('case_summary'))(
    'lets the example pass, and narrows it: $question',
    async ({ sql }) => {
      const guarded = await guardStatement(sql, still);
      expect(guarded.text).toBe(sql);
      const scoped = scopeStatement(guarded, {
        caseTable: 'case_summary',
        database: 'case_insights',
        accounts: ['111111111111'],
      });
      expect(scoped).toContain("'111111111111'");
    },
  );

  it('keeps each line and column of what it sends where the caller wrote it', async () => {
    const statement = '/* \u{1f600}\r\n */ SELECT\n -- x\n  1;';
    const { text } = await guardStatement(statement, still);
    expect(text).toHaveLength(statement.length - 1);
    expect(text.split('\n').map((line) => line.search(/\S/u))).toEqual([-1, 4, -1, 2]);
  });

  it.each([
    ['SELECT 1', true],
    ['EXPLAIN SELECT 1', true],
    ['SHOW TABLES', false],
    ['DESCRIBE case_summary', false],
  ])('says of %s that a comment line may stand before it: %s', async (statement, taggable) => {
    expect((await guardStatement(statement, still)).taggable).toBe(taggable);
  });

  it.each([
    ['SELECT 1\nFROM t WHERE\n  x = 2 y z', 'line 3:9: Unexpected "y"'],
    ["SELECT '\u{1f600}' FROM t WHERE", 'line 1:24: The statement ends too early'],
    ["SELECT '\u{1f600}' \u00a0", 'line 1:12: The character U+00A0'],
    ['SELECT 1;\r\nDROP TABLE t', 'line 2:1: A second statement follows the semicolon'],
    ['\r\r  DROP TABLE t', 'line 3:3: Only SELECT, WITH'],
    ['EXPLAIN ANALYZE\nINSERT INTO t SELECT 1', 'line 2:1: Only SELECT, WITH'],
    ['SELECT (\n`a`)', 'line 2:1: "`a`" is quoted as in Hive'],
    ['SELECT ""', 'line 1:8: A quoted name is empty: name something (rule: identifier)'],
    [
      'SELECT 1 FROM 1table',
      'line 1:15: The name "1table" starts with a digit: put it in "double quotes" (rule: identifier)',
    ],
    [
      'WITH FUNCTION f() RETURNS bigint RETURN 1 SELECT f()',
      'WITH FUNCTION defines a function, which this tool does not run: inline it (rule: function)',
    ],
    [
      "SELECT * FROM TABLE(system.query(query => 'x'))",
      'Table functions can run statements elsewhere and are not allowed: use UNNEST or VALUES (rule: function)',
    ],
    ['SHOW TABLES\n IN', 'line 2:4: The statement ends too early'],
    ['EXPLAIN\n SELECT 1 2', 'line 2:11: Unexpected "2"'],
    ['EXPLAIN (FORMAT XML) SELECT 1', 'line 1:17: EXPLAIN does not know "XML" here: its options are FORMAT'],
    ['EXPLAIN (FORMAT JSON, COST 1) SELECT 1', 'line 1:23: EXPLAIN does not know "COST" here'],
    ['EXPLAIN (TYPE IO', 'line 1:17: EXPLAIN does not know the end of the text here'],
    ['FROM t', 'EXPLAIN of a query may run here, not "FROM": write SELECT * before it'],
    ['PRAGMA table_info(t)', 'not "PRAGMA": DESCRIBE case_summary lists the columns'],
    ['LIST TABLES', 'not "LIST": SHOW TABLES lists the tables'],
    ['USE db', 'not "USE": write the database before the table, database.table'],
    ['GRANT ALL ON t TO x', 'not "GRANT": send one of these'],
    ['EXPLAIN', 'not the end of the text: send one of these'],
    [
      `SELECT 'a' '${'x'.repeat(38)}\u{1f600}\u{1f600}'`,
      `line 1:12: Unexpected "'${'x'.repeat(38)}\u{1f600}…"`,
    ],
  ])('names the place in %j', async (statement, message) => {
    await expect(guardStatement(statement, still)).rejects.toMatchObject({
      code: 'query_rejected',
      message: expect.stringContaining(message),
      details: [{ field: 'query', message: expect.stringMatching(/^rule [a-z-]+ at line \d+:\d+$/u) }],
    });
  });

  it.each([
    'EXPLAIN (FORMAT GRAPHVIZ, TYPE DISTRIBUTED) SELECT 1',
    'EXPLAIN (TYPE LOGICAL) SELECT 1',
    'EXPLAIN (TYPE VALIDATE, FORMAT TEXT) SELECT 1',
    'EXPLAIN SELECT type FROM case_summary',
    'EXPLAIN (SELECT format FROM case_summary)',
  ])('takes %s for an EXPLAIN', async (statement) => {
    await expect(guardStatement(statement, still)).resolves.toMatchObject({
      kind: 'explain',
      text: statement,
    });
  });

  it('sends EXPLAIN of metadata as it is, without a comment before it', async () => {
    await expect(guardStatement(' EXPLAIN SHOW TABLES ;', still)).resolves.toMatchObject({
      kind: 'explain',
      text: 'EXPLAIN SHOW TABLES',
      taggable: false,
    });
  });

  it('leaves out a catalog before a database, which the grammar of metadata does not have', async () => {
    await expect(guardStatement('\nSHOW TABLES IN AwsDataCatalog.cases ;', still)).resolves.toMatchObject({
      text: 'SHOW TABLES IN cases',
    });
  });

  it("names Trino's form of another dialect's, unless the statement was given up before", async () => {
    const statement = 'SELECT TOP 10 subject FROM case_summary';
    await expect(guardStatement(statement, still)).rejects.toThrow('LIMIT 10');
    let clock = 0;
    const late = () => {
      clock += 10_000;
      return clock;
    };
    await expect(guardStatement(statement, late)).rejects.toThrow('takes too long to parse');
  });

  it.each([
    ['case_summary', undefined],
    ['my_cases', 'My_Cases'],
  ])('knows the columns of the case table %s', async (table, caseTable) => {
    const statement = `SELECT 1 FROM ${table} WHERE timecreated > DATE '2025-01-01'`;
    await expect(guardStatement(statement, still, caseTable)).rejects.toThrow('timecreated');
    await expect(guardStatement(statement, still, 'another')).resolves.toMatchObject({ kind: 'query' });
  });

  it('takes a statement of exactly the bytes that Athena takes', async () => {
    const statement = (length: number) => `SELECT '${'\u00fc'.repeat(length)}'`;
    const most = (MAX_STATEMENT_BYTES - statement(0).length) / 2;
    await expect(guardStatement(statement(Math.floor(most)), still)).resolves.toMatchObject({
      kind: 'query',
    });
    await expect(guardStatement(statement(Math.floor(most) + 1), still)).rejects.toThrow('rule: size');
  });

  it('prints nothing, whatever the parser finds', async () => {
    const printed = [vi.spyOn(console, 'error'), vi.spyOn(console, 'log'), vi.spyOn(console, 'warn')];
    for (const statement of ['SELECT FROM', 'SELECT 1 ^ 2', 'SELECT ? FROM t', 'SELECT {- 1 -}', 'WITH']) {
      await guardStatement(statement, still).catch(() => undefined);
    }
    for (const print of printed) expect(print).not.toHaveBeenCalled();
  });

  it('lists what a query reads, and what only looks like it', async () => {
    const guarded = await guardStatement('WITH a AS (TABLE b) SELECT x.y.z FROM a, c.d AS e, "F"', still);
    expect(guarded).toMatchObject({
      reads: {
        tables: [
          { parts: ['b'], form: 'query', start: 11, end: 18 },
          { parts: ['c', 'd'], form: 'aliased relation' },
          { parts: ['f'], form: 'relation' },
        ],
        longNames: [{ parts: ['x', 'y', 'z'] }],
      },
    });
  });

  it.each([
    ['(r).x.y.z', []],
    ["'r'.x.y.z", []],
    ['r[1].x.y.z', []],
    ['x.y * a.b.c', [{ parts: ['a', 'b', 'c'] }]],
    ['x.y.*', [{ parts: ['x', 'y', '*'] }]],
  ])('takes no field of an expression for a name of three parts: %s', async (expression, longNames) => {
    const guarded = await guardStatement(`SELECT ${expression} FROM t`, still);
    expect(guarded).toMatchObject({ reads: { longNames } });
  });
});

describe('parseTrino', () => {
  /** A clock that goes on by one millisecond each time somebody looks. */
  function busyClock() {
    let time = 0;
    const now = () => {
      time += 1;
      return time;
    };
    return { now, time: () => time };
  }

  it('stops a statement whose second is over, soon after', () => {
    const clock = busyClock();
    const hostile = `SELECT ${'x -> '.repeat(200)}1`;
    expect(() => parseTrino(hostile, clock.now)).toThrow('rule: complexity');
    expect(clock.time()).toBeLessThan(1_000);
  });

  it('stops one that would take minutes', () => {
    const hostile = `SELECT ${'(SELECT * FROM a WHERE b IN ((SELECT x -> '.repeat(30)}1${')))'.repeat(30)}`;
    expect(() => parseTrino(hostile, Date.now)).toThrow('rule: complexity');
  });

  it('looks at the clock within a long literal too', () => {
    const clock = busyClock();
    parseTrino(`SELECT '${'a'.repeat(25_600)}'`, clock.now);
    expect(clock.time()).toBeGreaterThan(100);
  });

  it('parses others as before after it ran out of time or stack', () => {
    expect(() => parseTrino(`SELECT ${'- '.repeat(100_000)}1`, still)).toThrow('rule: complexity');
    expect(() => parseTrino(`SELECT ${'x -> '.repeat(200)}1`, busyClock().now)).toThrow('rule: complexity');
    expect(parseTrino('SELECT a FROM t', still).tree.getText()).toBe('SELECTaFROMt');
  });

  it('keeps what it learned when a statement was too long, and not difficult', () => {
    const looksFor = (text: string) => {
      let looks = 0;
      parseTrino(text, () => {
        looks += 1;
        return 0;
      });
      return looks;
    };
    const unusual = 'SELECT a FROM t MATCH_RECOGNIZE (ORDER BY a PATTERN (A+ B) DEFINE B AS a > PREV(a))';
    const first = looksFor(unusual);
    const known = looksFor(unusual);
    expect(known).toBeLessThan(first);
    expect(() => parseTrino(`SELECT a${', a'.repeat(100_000)}`, busyClock().now)).toThrow('rule: complexity');
    expect(looksFor(unusual)).toBe(known);
  });

  it('does not slow down with the depth of nested subqueries', () => {
    const steps = (depth: number) => {
      let looks = 0;
      parseTrino(`SELECT ${'(SELECT '.repeat(depth)}1${')'.repeat(depth)}`, () => {
        looks += 1;
        return 0;
      });
      return looks;
    };
    steps(40);
    const [ten, twenty] = [steps(10), steps(20)];
    expect(twenty / ten).toBeLessThan(8);
  });
});

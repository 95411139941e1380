import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestEngine, type TestEngine } from './test-engine.ts';

const cell = (text: string) => text.padEnd(20);
const line = (name: string, type: string) => [[cell(name), cell(type), cell('')].join('\t')];

describe('SHOW and DESCRIBE', () => {
  let engine: TestEngine;

  beforeAll(async () => {
    engine = await openTestEngine(
      'CREATE TABLE case_summary (caseid VARCHAR, account_number VARCHAR, case_number VARCHAR)',
      "INSERT INTO case_summary VALUES ('a', '111', '2'), ('b', '111', '10'), ('c', '111', '2')",
      'CREATE TABLE numbers (n INTEGER, d DATE)',
    );
  });

  afterAll(() => engine.close());

  it.each([
    ['SHOW TABLES', ['case_summary', 'numbers']],
    ['show tables in cases_db', ['case_summary', 'numbers']],
    ["SHOW TABLES IN `cases_db` 'case*|x'", ['case_summary']],
    ["SHOW TABLES 'nothing'", []],
    ['SHOW DATABASES;', ['cases_db']],
    ["SHOW SCHEMAS LIKE 'c*'", ['cases_db']],
    ['SHOW COLUMNS IN numbers', [cell('n'), cell('d')]],
    ['SHOW COLUMNS FROM numbers IN cases_db', [cell('n'), cell('d')]],
    [
      'SHOW PARTITIONS case_summary',
      ['account_number=111/case_number=10', 'account_number=111/case_number=2'],
    ],
  ])('%s lists %j', async (sql, names) => {
    expect(await engine.answer(sql)).toEqual(names.map((name) => [name]));
  });

  it('describes a table as one padded text a line, with its partition keys a second time', async () => {
    const lines = [
      line('caseid', 'string'),
      line('account_number', 'string'),
      line('case_number', 'string'),
      ['\t \t '],
      ['# Partition Information\t \t '],
      ['# col_name            \tdata_type           \tcomment             '],
      ['\t \t '],
      line('account_number', 'string'),
      line('case_number', 'string'),
    ];
    expect(await engine.answer('DESCRIBE case_summary')).toEqual(lines);
    expect(await engine.answer('DESC cases_db.case_summary')).toEqual(lines);
    expect(await engine.names('DESCRIBE case_summary')).toEqual(['col_name', 'data_type', 'comment']);
    expect(await engine.answer('DESCRIBE numbers')).toEqual([line('n', 'int'), line('d', 'date')]);
  });

  it('shows the statement that makes a table', async () => {
    const rows = await engine.answer('SHOW CREATE TABLE case_summary');
    expect(rows).toEqual(
      [
        'CREATE EXTERNAL TABLE `cases_db.case_summary`(',
        "  `caseid` string COMMENT 'from deserializer')",
        'PARTITIONED BY ( ',
        '  `account_number` string,',
        '  `case_number` string)',
        'ROW FORMAT SERDE ',
        "  'org.openx.data.jsonserde.JsonSerDe' ",
        'STORED AS INPUTFORMAT ',
        "  'org.apache.hadoop.mapred.TextInputFormat' ",
        'OUTPUTFORMAT ',
        "  'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'",
        'LOCATION',
        "  's3://cases/'",
      ].map((text) => [text]),
    );
  });

  it.each([
    ['DESCRIBE nothing', 'TABLE_NOT_FOUND: Table not found nothing'],
    ['SHOW TABLES IN other', 'SCHEMA_NOT_FOUND: Database other not found'],
    ['SHOW PARTITIONS numbers', 'GENERIC_USER_ERROR: Table numbers is not a partitioned table'],
    ['SHOW NONSENSE', "line 1:6: mismatched input 'NONSENSE'"],
    ['SHOW VIEWS', 'NOT_SUPPORTED: the local engine cannot answer SHOW VIEWS in this form; Athena can'],
    ["DESCRIBE x'; DROP TABLE numbers", /mismatched input|cannot answer/],
  ])('%s fails', async (sql, reason) => {
    expect(await engine.answer(sql)).toEqual(
      typeof reason === 'string' ? reason : expect.stringMatching(reason),
    );
  });
});

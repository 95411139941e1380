import { describe, expect, it } from 'vitest';
import { parseMetadata } from './metadata.ts';
import { screen } from './screen.ts';

const parsed = (statement: string) => parseMetadata(screen(statement));
const show = (subject: string, ...name: string[]) => ({ kind: 'show', subject, name, detailed: false });
const columns = (...name: string[]) => ({ kind: 'describe', subject: 'table', name, detailed: false });
const detailed = (...name: string[]) => ({ kind: 'describe', subject: 'table', name, detailed: true });

const FORMS =
  'of SHOW and DESCRIBE, Athena takes SHOW DATABASES, SHOW TABLES, SHOW VIEWS, SHOW COLUMNS, SHOW PARTITIONS, SHOW CREATE TABLE, SHOW CREATE VIEW, SHOW TBLPROPERTIES, SHOW FUNCTIONS, DESCRIBE';

describe('parseMetadata', () => {
  it.each([
    ['SHOW FUNCTIONS', show('functions')],
    ["show functions like 'date%'", show('functions')],
    ['SHOW DATABASES', show('databases')],
    ["SHOW SCHEMAS 'case.*'", show('databases')],
    ['SHOW TABLES', show('tables')],
    ['SHOW TABLES IN Mine', show('tables', 'mine')],
    ["SHOW TABLES FROM `My-Db` 'a*|b*'", { ...show('tables', 'my-db'), pattern: 'a*|b*' }],
    ["SHOW TABLES LIKE ''", { ...show('tables'), pattern: '' }],
    ['SHOW VIEWS IN mine', show('views', 'mine')],
    ["SHOW VIEWS LIKE 'v'", { ...show('views'), pattern: 'v' }],
    ['SHOW COLUMNS IN t', show('columns', 't')],
    ["SHOW COLUMNS FROM mine.t LIKE 'a%'", show('columns', 'mine', 't')],
    ['SHOW COLUMNS FROM t FROM mine', show('columns', 'mine', 't')],
    ['SHOW COLUMNS IN t IN mine', show('columns', 'mine', 't')],
    ['SHOW PARTITIONS mine.t', show('partitions', 'mine', 't')],
    ['SHOW CREATE TABLE t', show('create table', 't')],
    ['SHOW CREATE VIEW mine.v', show('create view', 'mine', 'v')],
    ['SHOW TBLPROPERTIES t', show('table properties', 't')],
    ["SHOW TBLPROPERTIES t('EXTERNAL')", show('table properties', 't')],
    ['DESCRIBE t', columns('t')],
    ['desc "T"', columns('t')],
    ['DESCRIBE 1st_table', columns('1st_table')],
    ['DESCRIBE formatted', columns('formatted')],
    ['DESCRIBE FORMATTED.t', columns('formatted', 't')],
    ['DESCRIBE table', columns('table')],
    ['DESCRIBE database.t', columns('database', 't')],
    ['DESCRIBE t a', columns('t')],
    ['DESCRIBE mine.t a.b.c', columns('mine', 't')],
    ['DESCRIBE FORMATTED t', detailed('t')],
    ['DESC EXTENDED mine.t', detailed('mine', 't')],
    ['DESCRIBE FORMATTED EXTENDED t', detailed('extended')],
    ["DESCRIBE t PARTITION (a = '1')", detailed('t')],
    ["DESCRIBE t PARTITION (a = '1', b = '2') c", detailed('t')],
    ['SHOW TABLES IN AwsDataCatalog.mine', { ...show('tables', 'mine'), catalog: { start: 15, end: 30 } }],
    ['DESCRIBE awsdatacatalog . mine.t', { ...columns('mine', 't'), catalog: { start: 9, end: 26 } }],
    ['DESCRIBE awsdatacatalog.t', columns('awsdatacatalog', 't')],
    ['SHOW TABLES IN awsdatacatalog', show('tables', 'awsdatacatalog')],
  ])('reads %s', (statement, expected) => {
    expect(parsed(statement)).toStrictEqual(expected);
  });

  it.each([
    ['SHOW', '1:5', 'The statement ends too early', FORMS],
    ['SHOW GRANTS', '1:6', 'Unexpected "GRANTS"', FORMS],
    ['SHOW TABLES IN', '1:15', 'The statement ends too early', FORMS],
    ['SHOW TABLES x', '1:13', 'Unexpected "x"', FORMS],
    ["SHOW TABLES LIKE 'a' 'b'", '1:22', 'Unexpected "\'b\'"', FORMS],
    ['SHOW FUNCTIONS x', '1:16', 'Unexpected "x"', FORMS],
    ['SHOW DATABASES x', '1:16', 'Unexpected "x"', FORMS],
    ['SHOW COLUMNS', '1:13', 'The statement ends too early', 'write SHOW COLUMNS FROM case_summary'],
    ['SHOW COLUMNS t', '1:14', 'Unexpected "t"', 'write SHOW COLUMNS FROM case_summary'],
    ['SHOW COLUMNS IN a.t IN b', '1:21', 'Unexpected "IN"', FORMS],
    ['SHOW COLUMNS IN t LIKE a', '1:24', 'Unexpected "a"', FORMS],
    ['SHOW CREATE t', '1:13', 'Unexpected "t"', FORMS],
    ["SHOW TBLPROPERTIES t('a'", '1:25', 'The statement ends too early', FORMS],
    ['SHOW TBLPROPERTIES t(a)', '1:22', 'Unexpected "a"', FORMS],
    ['DESCRIBE', '1:9', 'The statement ends too early', FORMS],
    ['DESCRIBE\nTABLE t', '2:1', 'Unexpected "TABLE"', 'write DESCRIBE case_summary'],
    ['DESCRIBE DATABASE x', '1:10', 'Unexpected "DATABASE"', FORMS],
    ['DESCRIBE SCHEMA x', '1:10', 'Unexpected "SCHEMA"', FORMS],
    ['DESCRIBE FUNCTION x', '1:10', 'Unexpected "FUNCTION"', FORMS],
    ['DESCRIBE INPUT x', '1:10', 'Unexpected "INPUT"', FORMS],
    ['DESCRIBE OUTPUT x', '1:10', 'Unexpected "OUTPUT"', FORMS],
    ["DESCRIBE t PARTITION a = '1'", '1:22', 'Unexpected "a"', FORMS],
    ["DESCRIBE t PARTITION (a > '1')", '1:25', 'Unexpected ">"', FORMS],
    ['DESCRIBE t PARTITION (a = 1)', '1:27', 'Unexpected "1"', FORMS],
    ["DESCRIBE t PARTITION (a = '1'", '1:30', 'The statement ends too early', FORMS],
    ['DESCRIBE t a.', '1:14', 'The statement ends too early', FORMS],
    ['DESCRIBE t a b', '1:14', 'Unexpected "b"', FORMS],
    ['DESCRIBE 12', '1:10', 'Unexpected "12"', FORMS],
    ['DESCRIBE "a b"', '1:10', 'Unexpected ""a b""', FORMS],
    ['DESCRIBE ""', '1:10', 'Unexpected """"', FORMS],
    ['DESCRIBE a.b.c', '1:13', 'Unexpected "."', 'names may begin with awsdatacatalog or a database'],
    ['DESCRIBE awsdatacatalog.a.b.c', '1:28', 'Unexpected "."', FORMS],
    ['SHOW TABLES IN a.b', '1:17', 'Unexpected "."', 'names may begin with awsdatacatalog or a database'],
    ["SHOW TABLES 'a\\'", '1:13', 'Unexpected "\'a\\\'"', FORMS],
    ["SHOW TABLES 'a\tb'", '1:13', 'Unexpected "\'a b\'"', FORMS],
    ["SHOW TABLES 'it''s'", '1:17', 'Unexpected "\'s\'"', FORMS],
  ])('refuses %s', (statement, at, what, remedy) => {
    expect(() => parsed(statement)).toThrow(
      expect.objectContaining({ message: `line ${at}: ${what}: ${remedy} (rule: syntax)` }),
    );
  });
});

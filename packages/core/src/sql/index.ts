export { type CaseSource, fromCases } from './case-source.ts';
export type { Sql, SqlValue } from './literal.ts';
export { isTableName, joinSql, sql, tableName, unfitCharacter } from './literal.ts';

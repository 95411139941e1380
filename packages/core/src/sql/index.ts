export { type CaseSource, type CompactCopy, fromCases } from './case-source.ts';
export {
  type CompactRun,
  type Compared,
  compactTable,
  compactTables,
  compactView,
  compareCompactTable,
  copiedColumns,
  createCompactTable,
  dropCompactTable,
  dropCompactView,
  inspectCompactView,
  renewCompactTable,
  startOfRun,
  switchCompactView,
  type TableColumn,
} from './compact-table.ts';
export type { Sql, SqlValue } from './literal.ts';
export { isTableName, joinSql, sql, tableName, unfitCharacter } from './literal.ts';

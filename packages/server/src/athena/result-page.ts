import type { GetQueryResultsOutput, QueryExecution } from '@aws-sdk/client-athena';
import type { Cell } from '@case-insights/core/tools';
import type { FinishedQuery, ResultPage } from '../call/ports.ts';

/** GetQueryResults repeats the column names as the first row for queries, and not for SHOW and DESCRIBE. */
export function headerOf(execution: QueryExecution): FinishedQuery['header'] {
  if (execution.StatementType === 'DML') return 'always';
  return execution.SubstatementType?.startsWith('EXPLAIN') ? 'when equal to the column names' : 'never';
}

/** A page of a result as GetQueryResults answers it, its values typed. `first` is the page that may begin with a header. */
export function resultPage(
  output: GetQueryResultsOutput,
  first: boolean,
  header: FinishedQuery['header'],
): ResultPage {
  const columns = (output.ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map((column) => ({
    name: column.Name ?? '',
    type: column.Type ?? 'varchar',
  }));
  const texts = (output.ResultSet?.Rows ?? []).map((row) =>
    (row.Data ?? []).map((cell) => cell.VarCharValue),
  );
  if (first && startsWithHeader(header, columns, texts[0])) texts.shift();
  const rows = texts.map((cells) => {
    const values = header === 'never' ? separated(cells, columns.length) : cells;
    return columns.map((column, index) => typedCell(column.type, values[index]));
  });
  return { columns, rows, nextToken: output.NextToken };
}

type CellTexts = readonly (string | undefined)[];

function startsWithHeader(
  header: FinishedQuery['header'],
  columns: ResultPage['columns'],
  row: CellTexts | undefined,
): boolean {
  if (header !== 'when equal to the column names') return header === 'always';
  return row !== undefined && columns.every((column, index) => row[index] === column.name);
}

/** DESCRIBE comes as one cell a row, its columns padded with spaces and set apart by tabs, as Hive prints it. */
function separated(cells: CellTexts, columns: number): CellTexts {
  const [only] = cells;
  if (columns === 1 || cells.length !== 1 || only === undefined) return cells;
  return only.split('\t').map((text) => text.trimEnd());
}

/** Decimals with at most this many digits survive a double unchanged (IEEE 754: 15 significant digits). */
const EXACT_DECIMAL_DIGITS = 15;

/**
 * The value of a cell by the type of its column, as GetQueryResults spells types (`bigint`, `decimal`, `varchar`, …).
 * A number that JSON or a double cannot hold exactly (a bigint beyond 2^53, a long decimal, NaN) stays a string.
 */
export function typedCell(type: string, text: string | undefined): Cell {
  if (text === undefined) return null;
  switch (type) {
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'int':
    case 'bigint':
      return exactInteger(text);
    case 'real':
    case 'float':
    case 'double':
      return finiteNumber(text);
    default:
      return type.startsWith('decimal') && text.replace(/\D/g, '').length <= EXACT_DECIMAL_DIGITS
        ? finiteNumber(text)
        : text;
  }
}

function exactInteger(text: string): Cell {
  const value = Number(text);
  return text.trim() !== '' && Number.isSafeInteger(value) ? value : text;
}

function finiteNumber(text: string): Cell {
  const value = Number(text);
  return text.trim() !== '' && Number.isFinite(value) ? value : text;
}

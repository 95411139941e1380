/** A value of a result as the engine's client types it: large whole numbers and dates are text. */
export type Cell = string | number | boolean | null;

export type Row = Readonly<Record<string, Cell>>;

/** What a query answered. Rows are lists in column order, since a statement may name two columns alike. */
export interface TableResult {
  readonly queryExecutionId: string;
  readonly columns: readonly { readonly name: string }[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A result's rows as objects, under unique names. */
export function toRecords(result: Pick<TableResult, 'columns' | 'rows'>): Row[] {
  const names = uniqueColumnNames(result.columns.map((column) => column.name));
  // fromEntries defines properties, so that even a column called __proto__ stays a column.
  return result.rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index] ?? null])));
}

/** Of columns with the same name, the second gets `_2`, the third `_3`; a name that another column has is skipped. */
export function uniqueColumnNames(names: readonly string[]): string[] {
  const taken = new Set(names);
  const seen = new Set<string>();
  return names.map((name) => {
    if (!seen.has(name)) {
      seen.add(name);
      return name;
    }
    let number = 2;
    while (taken.has(`${name}_${number}`)) number += 1;
    const unique = `${name}_${number}`;
    taken.add(unique);
    return unique;
  });
}

/** A cell of one of our own queries as text; null stays null. */
export function textOf(row: Row, column: string): string | null {
  const cell = row[column] ?? null;
  return cell === null ? null : String(cell);
}

/** A count of one of our own queries. An engine may give a large whole number as text. */
export function countOf(row: Row | undefined, column: string): number {
  return Number(row?.[column] ?? 0);
}

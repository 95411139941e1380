import type { OutputColumn, TrinoType } from '@case-insights/trino-duckdb';

/** Athena's ColumnInfo. */
export interface ColumnInfo {
  readonly CatalogName: string;
  readonly SchemaName: string;
  readonly TableName: string;
  readonly Name: string;
  readonly Label: string;
  readonly Type: string;
  readonly Precision: number;
  readonly Scale: number;
  readonly Nullable: 'UNKNOWN';
  readonly CaseSensitive: boolean;
}

/** A finished result as text; null is SQL's null. */
export interface ResultTable {
  readonly columns: readonly ColumnInfo[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** Whether the first row is the column names, as for queries but not for SHOW and DESCRIBE. */
  readonly header: boolean;
}

/** The precision that Athena reports for types where it is fixed. */
const PRECISIONS: Readonly<Record<string, number>> = {
  tinyint: 3,
  smallint: 5,
  integer: 10,
  bigint: 19,
  real: 17,
  double: 17,
  timestamp: 3,
  'timestamp with time zone': 3,
};
const UNBOUNDED = 2_147_483_647;

function precisionOf(type: TrinoType): number {
  if (type.kind === 'varchar') return type.length ?? UNBOUNDED;
  return type.kind === 'decimal' ? type.precision : (PRECISIONS[type.kind] ?? 0);
}

/** The columns of a query's result; a column without a name is named by its position, as in Trino. */
export function queryColumns(columns: readonly OutputColumn[]): ColumnInfo[] {
  return columns.map(({ name, type }, i) => ({
    ...columnInfo(name ?? `_col${i}`, type.kind === 'real' ? 'float' : type.kind),
    Precision: precisionOf(type),
    Scale: type.kind === 'decimal' ? type.scale : 0,
    CaseSensitive: type.kind === 'varchar',
  }));
}

/** A column of text, as SHOW and DESCRIBE have them. */
export function columnInfo(name: string, type = 'string'): ColumnInfo {
  return {
    CatalogName: 'hive',
    SchemaName: '',
    TableName: '',
    Name: name,
    Label: name,
    Type: type,
    Precision: 0,
    Scale: 0,
    Nullable: 'UNKNOWN',
    CaseSensitive: false,
  };
}

import { CaseInsightsError } from '../errors.ts';

/** A value that can stand in a statement. A list becomes the inside of `IN (…)` and must not be empty. */
export type SqlValue = string | number | boolean | null | Date | Sql | readonly (string | number)[];

/** SQL text that only this file can make: every value in it was escaped by the one literal function. */
class SqlText {
  /** Private, so that no other object is assignable to `Sql`. */
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get text(): string {
    return this.#text;
  }
}

export type Sql = SqlText;

/**
 * Makes SQL of a template: the template's text is trusted; an interpolated value becomes a literal, and
 * interpolated SQL stays SQL. Throws `invalid_input` for a value that no literal can hold.
 */
export function sql(template: TemplateStringsArray, ...values: readonly SqlValue[]): Sql {
  let text = template[0] ?? '';
  for (const [index, value] of values.entries()) {
    text += literal(value) + (template[index + 1] ?? '');
  }
  return new SqlText(text);
}

/** Joins fragments; `separator` is a fragment too, so it comes from our source. */
export function joinSql(fragments: readonly Sql[], separator: Sql): Sql {
  return new SqlText(fragments.map((fragment) => fragment.text).join(separator.text));
}

/** Characters that Glue allows in names, the hyphen included; database and catalog may precede the table. */
const TABLE_NAME = /^[A-Za-z0-9_-]{1,255}(\.[A-Za-z0-9_-]{1,255}){0,2}$/;

export function isTableName(name: string): boolean {
  return TABLE_NAME.test(name);
}

/**
 * The quoted form of a table's name from the deployment's configuration, `database.table` included. Always quoted:
 * quotes change nothing for a plain name in Trino, and a hyphen or a reserved word needs them.
 * Throws `invalid_input` for a name that Glue does not allow.
 */
export function tableName(name: string): Sql {
  if (!isTableName(name)) {
    throw new CaseInsightsError(
      'invalid_input',
      `${JSON.stringify(name)} is not a table name: use letters, digits, "_" and "-", with the database before a dot.`,
    );
  }
  return new SqlText(
    name
      .split('.')
      .map((part) => `"${part}"`)
      .join('.'),
  );
}

/**
 * The name of a table as Hive's grammar has it, which Athena reads DROP TABLE with: bare where it is plain, since Trino
 * reads that too, else in backquotes. Throws as `tableName` does.
 */
export function hiveTableName(name: string): Sql {
  const { text } = tableName(name);
  return new SqlText(/^[A-Za-z]\w*$/.test(name) ? name : text.replaceAll('"', '`'));
}

function literal(value: SqlValue): string {
  if (value instanceof SqlText) return value.text;
  if (value === null) return 'NULL';
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (typeof value === 'number') return numberLiteral(value);
  if (typeof value === 'string') return stringLiteral(value);
  if (value instanceof Date) return timestampLiteral(value);
  if (value.length === 0)
    throw new RangeError('IN () is no SQL: decide what an empty list means before it is one.');
  return value.map(literal).join(', ');
}

/**
 * `'…'` with `'` doubled: Trino has no other escape. NUL ends parsing in the engine, and a lone surrogate would
 * silently become U+FFFD, so neither can be passed unchanged.
 */
function stringLiteral(value: string): string {
  const unfit = unfitCharacter(value);
  if (unfit !== undefined) {
    throw new CaseInsightsError(
      'invalid_input',
      `The value ${JSON.stringify(value.slice(0, 80))} holds ${unfit}, which the query engine cannot take: remove it and try again.`,
    );
  }
  return `'${value.replaceAll("'", "''")}'`;
}

/** Names the part of a text that no string literal can hold; undefined if there is none. */
export function unfitCharacter(text: string): string | undefined {
  if (text.includes('\0')) return 'a NUL character';
  // With the u flag a surrogate matches only where it is unpaired.
  if (/\p{Surrogate}/u.test(text)) return 'half of a surrogate pair';
  return undefined;
}

/** Whole numbers as digits, others as a double: `0.1` alone would be a decimal. Negative ones in parentheses, since `5 -${-3}` would start a comment. */
function numberLiteral(value: number): string {
  if (!Number.isFinite(value)) {
    throw new CaseInsightsError(
      'invalid_input',
      `${value} is not a number a query can hold: use a finite one.`,
    );
  }
  const digits = Number.isSafeInteger(value) ? String(value) : value.toExponential().toUpperCase();
  return value < 0 ? `(${digits})` : digits;
}

/** UTC, to the millisecond. */
function timestampLiteral(value: Date): string {
  if (Number.isNaN(value.getTime()) || value.getUTCFullYear() < 0 || value.getUTCFullYear() > 9999) {
    throw new CaseInsightsError(
      'invalid_input',
      'The date is not a point in time a query can hold: use a year from 0 to 9999.',
    );
  }
  return `TIMESTAMP '${value.toISOString().slice(0, -1).replace('T', ' ')}'`;
}

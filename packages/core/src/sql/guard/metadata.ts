import { excerpt, type Position, positionAt, rejection } from './rejection.ts';
import type { ScreenedText } from './screen.ts';
import type { Token } from './tokens.ts';

/**
 * SHOW and DESCRIBE, which Athena reads by Hive's grammar. Hive's strings know backslash escapes and Trino's do not,
 * so the grammar here is narrower than either: exactly the forms in Athena's user guide ("DDL statements"), and no
 * character in a pattern or a quoted name on which the two could disagree.
 */
export interface MetadataStatement {
  readonly kind: 'show' | 'describe';
  readonly subject:
    | 'databases'
    | 'tables'
    | 'views'
    | 'columns'
    | 'partitions'
    | 'create table'
    | 'create view'
    | 'table properties'
    | 'functions'
    | 'table';
  /** Database and table (or only one of them), in lower case without quotes; empty when none is named. */
  readonly name: readonly string[];
  /** FORMATTED, EXTENDED or PARTITION: the answer contains more than the columns. */
  readonly detailed: boolean;
  /** Without its quotes. */
  readonly pattern?: string;
  /** Where the statement names the account's own catalog, with the dot: Hive's grammar has no catalogs. */
  readonly catalog?: { readonly start: number; readonly end: number };
}

/** The name Athena gives to the Glue catalog of the account. */
export const CATALOG = 'awsdatacatalog';

/** Reads a statement that begins with SHOW, DESCRIBE or DESC. Throws `query_rejected` for anything else. */
export function parseMetadata(statement: ScreenedText): MetadataStatement {
  const reader = new Reader(statement);
  const metadata = reader.takes('SHOW') ? show(reader) : describe(reader);
  reader.expectEnd();
  const { catalog } = reader;
  return catalog === undefined ? metadata : { ...metadata, catalog };
}

const FORMS =
  'SHOW DATABASES, SHOW TABLES, SHOW VIEWS, SHOW COLUMNS, SHOW PARTITIONS, SHOW CREATE TABLE, SHOW CREATE VIEW, ' +
  'SHOW TBLPROPERTIES, SHOW FUNCTIONS, DESCRIBE';

function show(reader: Reader): MetadataStatement {
  const of = (subject: MetadataStatement['subject'], name: readonly string[]): MetadataStatement => ({
    kind: 'show',
    subject,
    name,
    detailed: false,
  });
  if (reader.takes('FUNCTIONS')) {
    reader.pattern();
    return of('functions', []);
  }
  if (reader.takes('DATABASES') || reader.takes('SCHEMAS')) {
    reader.pattern();
    return of('databases', []);
  }
  for (const [word, subject] of [
    ['TABLES', 'tables'],
    ['VIEWS', 'views'],
  ] as const) {
    if (!reader.takes(word)) continue;
    const database = reader.takes('IN') || reader.takes('FROM') ? reader.qualifiedName(1) : [];
    const pattern = reader.pattern();
    return pattern === undefined ? of(subject, database) : { ...of(subject, database), pattern };
  }
  if (reader.takes('COLUMNS')) {
    if (!reader.takes('IN') && !reader.takes('FROM'))
      throw reader.unexpected(`write SHOW COLUMNS FROM ${EXAMPLE}`);
    const table = reader.qualifiedName();
    const namesDatabase = table.length === 1 && (reader.takes('IN') || reader.takes('FROM'));
    const name = namesDatabase ? [reader.name(), ...table] : table;
    if (reader.takes('LIKE')) reader.string();
    return of('columns', name);
  }
  if (reader.takes('PARTITIONS')) return of('partitions', reader.qualifiedName());
  if (reader.takes('CREATE')) {
    if (reader.takes('VIEW')) return of('create view', reader.qualifiedName());
    reader.expect('TABLE');
    return of('create table', reader.qualifiedName());
  }
  if (reader.takes('TBLPROPERTIES')) {
    const table = reader.qualifiedName();
    if (reader.takes('(')) {
      reader.string();
      reader.expect(')');
    }
    return of('table properties', table);
  }
  throw reader.unexpected();
}

/** Words that Hive reads as another statement when a name follows: DESCRIBE DATABASE x, DESCRIBE INPUT x. */
const OTHER_DESCRIBES = new Set(['DATABASE', 'SCHEMA', 'FUNCTION', 'INPUT', 'OUTPUT']);

function describe(reader: Reader): MetadataStatement {
  if (!reader.takes('DESC')) reader.expect('DESCRIBE');
  let detailed = reader.followedByName && (reader.takes('FORMATTED') || reader.takes('EXTENDED'));
  if (reader.followedByName && reader.peek === 'TABLE') throw reader.unexpected(`write DESCRIBE ${EXAMPLE}`);
  if (reader.followedByName && OTHER_DESCRIBES.has(reader.peek)) throw reader.unexpected();
  const name = reader.qualifiedName();
  if (reader.takes('PARTITION')) {
    detailed = true;
    reader.expect('(');
    do {
      reader.name();
      reader.expect('=');
      reader.string();
    } while (reader.takes(','));
    reader.expect(')');
  }
  if (!reader.atEnd) {
    do reader.name();
    while (reader.takes('.'));
  }
  return { kind: 'describe', subject: 'table', name, detailed };
}

/** In the errors about a table's name that is missing or misplaced. */
const EXAMPLE = 'case_summary';

const BARE_NAME = /^\d*[A-Za-z_]\w*$/u;
const QUOTED_NAME = /^(["`])[\w-]+\1$/u;
const PATTERN = /^'[^'\\\p{Cc}]*'$/u;

class Reader {
  readonly #statement: ScreenedText;
  #next = 0;
  #catalog: { start: number; end: number } | undefined;

  constructor(statement: ScreenedText) {
    this.#statement = statement;
  }

  get peek(): string {
    return this.#text(this.#statement.tokens[this.#next]).toUpperCase();
  }

  get catalog(): { readonly start: number; readonly end: number } | undefined {
    return this.#catalog;
  }

  get atEnd(): boolean {
    return this.#next >= this.#statement.tokens.length;
  }

  /** Whether the token after the next one is a name. */
  get followedByName(): boolean {
    const token = this.#statement.tokens[this.#next + 1];
    return token !== undefined && token.type !== 'symbol';
  }

  takes(word: string): boolean {
    if (this.atEnd || this.peek !== word) return false;
    this.#next += 1;
    return true;
  }

  expect(word: string): void {
    if (!this.takes(word)) throw this.unexpected();
  }

  expectEnd(): void {
    if (!this.atEnd) throw this.unexpected();
  }

  /** A name in lower case, as the catalog stores all names. */
  name(): string {
    const text = this.#text(this.#statement.tokens[this.#next]);
    if (!BARE_NAME.test(text) && !QUOTED_NAME.test(text)) throw this.unexpected();
    this.#next += 1;
    return text.replace(/["`]/gu, '').toLowerCase();
  }

  /** A name of at most `most` parts, before which the account's own catalog may stand. */
  qualifiedName(most = 2): string[] {
    const first = this.#statement.tokens[this.#next]?.start ?? 0;
    const parts = [this.name()];
    while (parts.length <= most && this.takes('.')) {
      if (parts.length === most && parts[0] !== CATALOG) {
        this.#next -= 1;
        throw this.unexpected(`names may begin with ${CATALOG} or a database`);
      }
      const start = this.#statement.tokens[this.#next]?.start ?? 0;
      parts.push(this.name());
      if (parts.length === 2 && parts[0] === CATALOG) this.#catalog = { start: first, end: start };
    }
    if (parts.length <= most) this.#catalog = undefined;
    return parts.length > most ? parts.slice(1) : parts;
  }

  pattern(): string | undefined {
    return this.takes('LIKE') || !this.atEnd ? this.string() : undefined;
  }

  string(): string {
    const text = this.#text(this.#statement.tokens[this.#next]);
    if (!PATTERN.test(text)) throw this.unexpected();
    this.#next += 1;
    return text.slice(1, -1);
  }

  unexpected(remedy = `of SHOW and DESCRIBE, Athena takes ${FORMS}`): Error {
    const token = this.#statement.tokens[this.#next];
    const what =
      token === undefined ? 'The statement ends too early' : `Unexpected ${excerpt(this.#text(token))}`;
    return rejection('syntax', this.#position(token), `${what}: ${remedy}`);
  }

  #position(token: Token | undefined): Position {
    return positionAt(this.#statement.text, token?.start ?? this.#statement.text.length);
  }

  #text(token: Token | undefined): string {
    return token === undefined ? '' : this.#statement.text.slice(token.start, token.end);
  }
}

import { CaseInsightsError } from '../../errors.ts';
import type { CompactCopy } from '../case-source.ts';
import { CATALOG, type MetadataStatement } from './metadata.ts';
import { excerpt, type Position } from './rejection.ts';
import { MAX_STATEMENT_BYTES, oversized, refuseOversized } from './screen.ts';
import type {
  GuardedMetadata,
  GuardedQuery,
  GuardedStatement,
  QueryReads,
  TableReference,
} from './statement.ts';

/** What a scoped caller may read. */
export interface StatementScope {
  /** The case table (or the view in its place). */
  readonly caseTable: string;
  /** Its database; a statement may then name the table with it, and our own references always do. */
  readonly database?: string;
  /** Twelve digits each. None means that the caller sees no case. */
  readonly accounts: readonly string[];
  /** Read in the case table's place where there is one. */
  readonly compact?: CompactCopy | undefined;
}

/**
 * The case table's name inside the filter. A scoped caller cannot use this name (names that start with a dollar
 * are refused), so `account_number` is the table's own column or an error. If a view lacked it, an unqualified name would
 * resolve to a column outside the subquery, whose value the caller controls.
 */
const FILTERED = '"$cases"';

/** What the server may put before a statement. */
const TAG_BYTES = 1_000;

const GROWN = 'With the filter on your accounts in each place that reads the table, the statement';

/**
 * The statement as a scoped caller may run it: each reference to the case table becomes a subquery that holds only
 * the rows of `scope.accounts`. Throws `forbidden` where the statement names anything else, `query_rejected` where
 * the filters make it longer than Athena accepts, and TypeError for a malformed account number.
 *
 * On a partition key the filter keeps the engine from opening the files of other accounts. In every other table, and
 * in views, `onlyTrue` keeps an expression that fails on certain values (`1 / x`) from seeing their rows. SHOW and
 * DESCRIBE return columns only: partitions, locations and table properties reveal other accounts. Lists of tables, and
 * `information_schema`, contain the case table alone.
 */
export function scopeStatement(guarded: GuardedStatement, scope: StatementScope): string {
  return 'reads' in guarded ? scopeQuery(guarded, scope) : scopeMetadata(guarded, scope);
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * The statement of a caller who may see every case, with the compact copy in place of each reference to the case table;
 * undefined where the statement would not be the same on the copy (it names the table's hidden columns or its history, or
 * has another relation of that name, from which only the database told the table), does not read the table, or would grow
 * beyond what Athena accepts.
 */
export function readCompact(
  guarded: GuardedStatement,
  scope: Pick<StatementScope, 'caseTable' | 'database'>,
  compact: CompactCopy,
): string | undefined {
  if (!('reads' in guarded)) return undefined;
  const { text, reads } = guarded;
  if (reads.unscopable.length > 0 || reads.recursiveNames.some(({ parts }) => isCaseTable(parts, scope)))
    return undefined;
  const cases = reads.tables.filter(({ parts }) => isCaseTable(parts, scope));
  if (cases.length === 0) return undefined;
  const copy = `(SELECT ${listed(compact.columns)} FROM ${source(scope, compact.view)})`;
  const renamed = withoutDatabase(reads, (parts) => isCaseTable(parts, scope));
  if (renamed.length > 0 && hasNamesake(reads, scope)) return undefined;
  const edits = cases.map((table) => replacing(table, copy, scope.caseTable));
  const bytes =
    new TextEncoder().encode(text).length + edits.reduce((sum, edit) => sum + edit.text.length, 0);
  if (bytes > MAX_STATEMENT_BYTES - TAG_BYTES) return undefined;
  return apply(text, [...edits, ...renamed]);
}

/** Whether another relation has the case table's name: a table elsewhere, a WITH query or an alias. */
function hasNamesake(
  { tables, relationNames }: QueryReads,
  scope: Pick<StatementScope, 'caseTable' | 'database'>,
): boolean {
  const name = scope.caseTable.toLowerCase();
  return (
    relationNames.has(name) || tables.some(({ parts }) => parts.at(-1) === name && !isCaseTable(parts, scope))
  );
}

function scopeQuery({ text, reads }: GuardedQuery, scope: StatementScope): string {
  const [unscopable] = reads.unscopable;
  if (unscopable !== undefined) throw forbidden(unscopable.what, unscopable.position, scope);
  for (const { parts, position } of reads.recursiveNames) {
    if (isCaseTable(parts, scope)) throw forbidden('a recursive WITH query of that name', position, scope);
  }
  const cases = filteredCases(scope);
  const edits: Edit[] = reads.tables.map((table) => {
    const isCases = isCaseTable(table.parts, scope);
    const subquery = isCases ? cases : filteredSchema(table.parts, scope);
    if (subquery === undefined) {
      throw forbidden(`the table ${excerpt(table.parts.join('.'))}`, table.position, scope);
    }
    return replacing(table, subquery, isCases ? scope.caseTable : (table.parts.at(-1) ?? ''));
  });
  edits.push(...withoutDatabase(reads, (parts) => isCaseTable(parts, scope) || isSchemaTable(parts)));
  const result = apply(text, edits);
  refuseOversized(result, GROWN);
  return result;
}

/** A subquery in place of a reference, which keeps the name that the rest of the statement knows it by. */
function replacing(table: TableReference, subquery: string, name: string): Edit {
  const alias = table.form === 'relation' ? ` AS ${quoted(name)}` : '';
  return { start: table.start, end: table.end, text: subquery + alias };
}

/** The alias has no database, so names qualified by it lose it: db.case_summary.subject. */
function withoutDatabase(
  { longNames }: GuardedQuery['reads'],
  isReplaced: (parts: readonly string[]) => boolean,
): Edit[] {
  return longNames.flatMap(({ parts, starts }) => {
    const table = [2, 3].find((length) => length < parts.length && isReplaced(parts.slice(0, length)));
    const [start] = starts;
    const end = table === undefined ? undefined : starts[table - 1];
    return start === undefined || end === undefined ? [] : [{ start, end, text: '' }];
  });
}

function filteredCases({ compact, accounts, ...scope }: StatementScope): string {
  const columns = compact === undefined ? '*' : listed(compact.columns);
  const table = source(scope, compact?.view ?? scope.caseTable);
  return `(SELECT ${columns} FROM ${table} AS ${FILTERED} WHERE ${accountFilter(accounts)})`;
}

function source({ database }: Pick<StatementScope, 'database'>, table: string): string {
  return [...(database === undefined ? [] : [database]), table].map(quoted).join('.');
}

function listed(columns: readonly string[]): string {
  return columns.map(quoted).join(', ');
}

function accountFilter(accounts: readonly string[]): string {
  const broken = accounts.find((account) => !/^\d{12}$/u.test(account));
  if (broken !== undefined) throw new TypeError(`An account number of a scope has 12 digits: ${broken}`);
  if (accounts.length === 0) return 'false';
  return onlyTrue(`${FILTERED}.account_number IN (${accounts.map((account) => `'${account}'`).join(', ')})`);
}

/**
 * A condition that is decided before any of the caller's, and never null. As it stands first, the engine can use it to
 * choose what it reads. But where `account_number` is null, so is `IN`, and `NULL AND x` evaluates x, whose error can
 * quote what the row holds; `IS NOT NULL` does not help, since Trino folds it into the list. And Trino moves conditions
 * with random() before all others. So the condition is written again, false for null, with a random() of its own, which
 * is never called where it is true: among such conditions Trino keeps the order. Measured on Trino 476 with
 * `test/guard/scope-on-trino.test.ts`.
 */
function onlyTrue(condition: string): string {
  return `${condition} AND (coalesce(${condition}, false) OR random() < 0)`;
}

const SCHEMA_TABLES = ['tables', 'columns'];

/** Whether a name is a table of `information_schema` that describes the case table. */
function isSchemaTable(parts: readonly string[]): boolean {
  const [schema, table = ''] = parts.length === 3 && parts[0] === CATALOG ? parts.slice(1) : parts;
  return parts.length >= 2 && schema === 'information_schema' && SCHEMA_TABLES.includes(table);
}

/** The rows of an `information_schema` table that describe the case table; undefined for every other name. */
function filteredSchema(
  parts: readonly string[],
  { caseTable, database }: StatementScope,
): string | undefined {
  if (!isSchemaTable(parts)) return undefined;
  const named = [
    ...(database === undefined ? [] : [`${FILTERED}.table_schema = ${literal(database)}`]),
    `${FILTERED}.table_name = ${literal(caseTable)}`,
  ].join(' AND ');
  return `(SELECT * FROM information_schema.${parts.at(-1)} AS ${FILTERED} WHERE ${onlyTrue(named)})`;
}

function scopeMetadata(
  { kind: statementKind, text, metadata }: GuardedMetadata,
  scope: StatementScope,
): string {
  const { kind, subject, name, detailed } = metadata;
  if (subject === 'functions') return text;
  if (subject === 'tables' && statementKind === 'show' && isDatabase(name, scope))
    return showTables(metadata, scope);
  const columnsOnly = (subject === 'columns' || subject === 'table') && !detailed;
  if (columnsOnly && isCaseTable(name, scope)) return text;
  const what = columnsOnly
    ? `the table ${excerpt(name.join('.'))}`
    : `${kind.toUpperCase()} beyond its columns`;
  throw forbidden(what, { line: 1, column: 1 }, scope);
}

function isDatabase(name: readonly string[], { database }: StatementScope): boolean {
  return name.length === 0 || name[0] === database?.toLowerCase();
}

/** SHOW TABLES that lists the case table, if it matches the caller's pattern, and no other table. */
function showTables({ pattern = '*' }: MetadataStatement, { caseTable, database }: StatementScope): string {
  const fits = pattern.split('|').some((part) => {
    // Consecutive stars are collapsed: several would make the expression slow.
    const expression = part
      .replace(/(?:\.?\*)+/gu, '*')
      .replace(/[\\^$+?()[\]{}]/gu, '\\$&')
      .replaceAll('*', '.*');
    return new RegExp(`^${expression}$`, 'iu').test(caseTable);
  });
  // No table is called "-".
  const shown = fits ? caseTable : '-';
  return `SHOW TABLES ${database === undefined ? '' : `IN \`${database}\` `}'${shown}'`;
}

/** Whether a name, in lower case, is the case table: alone, with its database, or with the catalog before both. */
function isCaseTable(
  parts: readonly string[],
  scope: Pick<StatementScope, 'caseTable' | 'database'>,
): boolean {
  const full = [CATALOG, scope.database?.toLowerCase(), scope.caseTable.toLowerCase()];
  const expected = full.slice(full.length - parts.length);
  return parts.length >= 1 && parts.length <= 3 && parts.every((part, index) => part === expected[index]);
}

function apply(text: string, edits: readonly Edit[]): string {
  let result = '';
  let done = 0;
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    result += text.slice(done, edit.start) + edit.text;
    // Thousands of references times thousands of accounts exceed the longest possible string.
    if (result.length > MAX_STATEMENT_BYTES) throw oversized(GROWN);
    done = edit.end;
  }
  return result + text.slice(done);
}

/** Of a name in lower case, as the catalog has it. */
function literal(value: string): string {
  return `'${value.toLowerCase().replaceAll("'", "''")}'`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function forbidden(what: string, at: Position, scope: StatementScope): CaseInsightsError {
  const sentence = `line ${at.line}:${at.column}: your access covers the cases of your accounts in ${scope.caseTable}, not ${what}: query ${scope.caseTable} only`;
  return new CaseInsightsError('forbidden', sentence, { details: [{ field: 'query', message: sentence }] });
}

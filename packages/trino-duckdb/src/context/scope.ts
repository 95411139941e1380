import type { Node } from '../syntax/tree.ts';
import { type Position, StatementError } from '../trino/errors.ts';
import type { TrinoType } from '../trino/types.ts';
import type { Typed } from '../values/typed.ts';

/** A column that can be named in a scope. `value` is its DuckDB expression. */
export interface ScopeColumn {
  /** As written where it was defined; names match ignoring case. Absent for an unnamed expression. */
  readonly name: string | undefined;
  /** Alias or name of the relation it comes from. */
  readonly relation: string | undefined;
  readonly value: Typed;
}

/** The names that are visible at one place of a statement. */
export interface Scope {
  readonly columns: readonly ScopeColumn[];
  /** Columns that take precedence over `columns`: a query's output names inside its ORDER BY, a lambda's parameters. */
  readonly preferred?: readonly ScopeColumn[];
  /** The scope of the enclosing query. */
  readonly outer?: Scope;
  /** WITH queries and tables that can stand in FROM. */
  readonly queries: ReadonlyMap<string, NamedQuery>;
  /** Windows named by the WINDOW clause. */
  readonly windows: ReadonlyMap<string, Node>;
}

export interface NamedQuery {
  readonly sql: string;
  readonly columns: readonly OutputColumn[];
}

export interface OutputColumn {
  readonly name: string | undefined;
  readonly type: TrinoType;
}

const same = (a: string | undefined, b: string | undefined): boolean => a?.toLowerCase() === b?.toLowerCase();

/** Resolves `relation.name` or `name` by Trino's rules; undefined when there is no such column. */
export function findColumn(
  scope: Scope,
  relation: string | undefined,
  name: string,
  position: Position | undefined,
): Typed | undefined {
  for (let at: Scope | undefined = scope; at; at = at.outer) {
    for (const columns of [at.preferred ?? [], at.columns]) {
      const matches = columns.filter(
        (column) => same(column.name, name) && (relation === undefined || same(column.relation, relation)),
      );
      if (matches.length > 1)
        throw new StatementError('AMBIGUOUS_NAME', `Column '${name}' is ambiguous`, position);
      if (matches[0]) return matches[0].value;
    }
  }
  return undefined;
}

export function columnNotFound(name: string, position: Position | undefined): StatementError {
  return new StatementError(
    'COLUMN_NOT_FOUND',
    `Column '${name}' cannot be resolved or requester is not authorized to access requested resources`,
    position,
  );
}

import type { Window } from '../syntax/ast.ts';
import { type Position, StatementError } from '../trino/errors.ts';
import type { TrinoType } from '../trino/types.ts';
import type { Typed } from '../values/typed.ts';

/** A column that can be named in a scope. `value` is how DuckDB reaches it. */
export interface ScopeColumn {
  /** As written where it was defined; names match ignoring case. Absent for an unnamed expression. */
  readonly name: string | undefined;
  /** Alias or name of the relation it comes from, and for a table its schema and catalog, the innermost last. */
  readonly relation: readonly string[];
  readonly value: Typed;
}

/** What names mean at one place of a statement. */
export interface Scope {
  readonly columns: readonly ScopeColumn[];
  /** Columns that win over `columns`: a query's output names inside its ORDER BY, a lambda's parameters. */
  readonly preferred?: readonly ScopeColumn[];
  /** Whether those are a query's output, which the aggregates in its ORDER BY cannot see. */
  readonly ordering?: boolean;
  /** The query around this one. */
  readonly outer?: Scope;
  /** WITH queries and tables that can stand in FROM. */
  readonly queries: ReadonlyMap<string, NamedQuery>;
  /** Windows named by the WINDOW clause. */
  readonly windows: ReadonlyMap<string, Window>;
}

export interface NamedQuery {
  readonly sql: string;
  readonly columns: readonly OutputColumn[];
}

export interface OutputColumn {
  readonly name: string | undefined;
  readonly type: TrinoType;
}

export const sameName = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && a.toLowerCase() === b?.toLowerCase();

/** Whether `a.b` names this relation: its parts must be the innermost of the relation's. */
export function isRelation(column: ScopeColumn, path: readonly string[]): boolean {
  return path.every((part, i) => sameName(column.relation[column.relation.length - path.length + i], part));
}

/** The column that a path such as `x` or `t.x` means, by Trino's rules; undefined when there is none. */
export function findColumn(
  scope: Scope,
  path: readonly string[],
  position: Position | undefined,
): Typed | undefined {
  const name = path.at(-1);
  const relation = path.slice(0, -1);
  for (let at: Scope | undefined = scope; at; at = at.outer) {
    for (const columns of [at.preferred ?? [], at.columns]) {
      const matches = columns.filter((column) => sameName(column.name, name) && isRelation(column, relation));
      if (matches.length > 1)
        throw new StatementError('AMBIGUOUS_NAME', `Column '${path.join('.')}' is ambiguous`, position);
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

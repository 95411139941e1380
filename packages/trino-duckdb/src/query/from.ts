import type { ScopeColumn } from '../context/scope.ts';

/** What FROM holds: DuckDB text, and the columns it brings into scope. */
export interface Relation {
  readonly sql: string;
  readonly columns: readonly ScopeColumn[];
}

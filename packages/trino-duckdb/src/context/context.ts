import type { Expression, Query } from '../syntax/ast.ts';
import type { Typed } from '../values/typed.ts';
import type { Catalog } from './catalog.ts';
import type { OutputColumn, Scope } from './scope.ts';

/** A query as DuckDB text whose columns are called c0, c1, …; its real names and types stand beside. */
export interface TranslatedQuery {
  readonly sql: string;
  readonly columns: readonly OutputColumn[];
}

/** What the parts of the compiler share while they work on one statement. */
export interface Context {
  readonly catalog: Catalog;
  expression(node: Expression, scope: Scope): Typed;
  query(node: Query, scope: Scope): TranslatedQuery;
  /** A relation name that occurs nowhere else in the statement. */
  relationName(): string;
  /** Records a table that is read. */
  reads(table: string): void;
  /** Records that the same text may give another result later, which forbids reusing results. */
  varies(): void;
  /** Inside TRY, the guards met so far: TRY would turn their refusals into null, so they are asked before it. */
  guards: Guard[] | undefined;
  /** What the aggregates and window functions of the clause that is being compiled may not do. */
  readonly nesting: Nesting;
}

/** Where an expression stands: aggregates do not nest, and do not stand in WHERE at all. */
export interface Nesting {
  /** The name of the aggregate around, if there is one. */
  aggregate: string | undefined;
  /** Whether a window function is around. */
  window: boolean;
  /** The clause that takes neither, as Trino's message calls it. */
  clause: string | undefined;
}

/** A condition (SQL) under which a value cannot be given here although Trino can. */
export interface Guard {
  readonly when: string;
  /** Completes "the local engine cannot …". */
  readonly what: string;
}

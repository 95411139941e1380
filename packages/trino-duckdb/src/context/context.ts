import type { Node } from '../syntax/tree.ts';
import type { Typed } from '../values/typed.ts';
import type { Catalog } from './catalog.ts';
import type { OutputColumn, Scope } from './scope.ts';

/** A query as DuckDB SQL whose columns are named c0, c1, …, and the names and types they have in Trino. */
export interface TranslatedQuery {
  readonly sql: string;
  readonly columns: readonly OutputColumn[];
}

/** What the parts of the compiler share while they work on one statement. */
export interface Context {
  readonly catalog: Catalog;
  expression(node: Node, scope: Scope): Typed;
  query(node: Node, scope: Scope): TranslatedQuery;
  /** A relation name that occurs nowhere else in the statement. */
  relationName(): string;
  /** Records a table that is read. */
  reads(table: string): void;
  /** Records that the same statement can give another result later, so that results must not be reused. */
  varies(): void;
  /** Inside TRY, the guards so far: TRY would turn their errors into null, so they are evaluated before it. */
  guards: Guard[] | undefined;
}

/** A condition (SQL) under which Trino has a value and DuckDB does not. */
export interface Guard {
  readonly when: string;
  /** Completes "the local engine cannot …". */
  readonly what: string;
}

import type { Node } from '../syntax/tree.ts';
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
  expression(node: Node, scope: Scope): Typed;
  query(node: Node, scope: Scope): TranslatedQuery;
  /** A relation name that occurs nowhere else in the statement. */
  relationName(): string;
  /** Records a table that is read. */
  reads(table: string): void;
  /** Records that the same text may give another result later, which forbids reusing results. */
  varies(): void;
  /** Inside TRY, the guards met so far: TRY would turn their refusals into null, so they are asked before it. */
  guards: Guard[] | undefined;
}

/** A condition (SQL) under which a value cannot be given here although Trino can. */
export interface Guard {
  readonly when: string;
  /** Completes "the local engine cannot …". */
  readonly what: string;
}

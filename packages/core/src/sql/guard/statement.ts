import type { CodedColumn } from '../../cases/value-notes.ts';
import type { MetadataStatement } from './metadata.ts';
import type { Position } from './rejection.ts';

/** A statement that may run, with everything scoping needs, so that it is parsed once. */
export type GuardedStatement = GuardedQuery | GuardedMetadata;

/** SELECT, WITH, VALUES, TABLE or an EXPLAIN of one of them: what Trino parses. */
export interface GuardedQuery {
  readonly kind: 'query' | 'explain';
  /** What to send to Athena: without comments and terminator, otherwise unchanged. */
  readonly text: string;
  /** Whether a comment line may be put before `text`. */
  readonly taggable: true;
  readonly reads: QueryReads;
}

/** SHOW or DESCRIBE: what Hive's grammar parses, which takes no comment before a statement; or an EXPLAIN of one. */
export interface GuardedMetadata {
  readonly kind: 'show' | 'describe' | 'explain';
  readonly text: string;
  readonly taggable: false;
  readonly metadata: MetadataStatement;
}

/** What a query names outside of itself. Offsets are UTF-16 offsets into its text, ends exclusive. */
export interface QueryReads {
  /** References to tables, in the order of the text; those that name a WITH query in scope are not among them. */
  readonly tables: readonly TableReference[];
  /** Names of three and more parts that are no tables: columns qualified by table and database. */
  readonly longNames: readonly LongName[];
  /** Names that the query gives to relations: those of WITH queries, and aliases. */
  readonly relationNames: ReadonlySet<string>;
  /** Names of WITH RECURSIVE queries. */
  readonly recursiveNames: readonly NamedPlace[];
  /** What the query looks for in columns whose values are known. */
  readonly compared: readonly ComparedValue[];
  /** What only a caller who may read every case can use. */
  readonly unscopable: readonly Unscopable[];
}

export interface TableReference extends NamedPlace {
  /** `relation` stands for itself in FROM and is referred to by its own name; `query` is `TABLE name`. */
  readonly form: 'relation' | 'aliased relation' | 'query';
  readonly start: number;
  readonly end: number;
}

export interface LongName {
  readonly parts: readonly string[];
  /** Where each part starts. */
  readonly starts: readonly number[];
}

/** A string literal that a query compares with `=` or `IN`. */
export interface ComparedValue {
  readonly column: CodedColumn;
  readonly value: string;
}

export interface NamedPlace {
  /** The parts of the name without quotes, in lower case: the engine compares names of tables so. */
  readonly parts: readonly string[];
  readonly position: Position;
}

export interface Unscopable {
  readonly what: string;
  readonly position: Position;
}

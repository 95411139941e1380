import type { Context } from '../context/context.ts';
import type { Position } from '../trino/errors.ts';
import type { TrinoType } from '../trino/types.ts';
import type { Typed } from '../values/typed.ts';

/** A call whose overload is known: its arguments converted to what that wants, and the type of its result. */
export interface ResolvedCall {
  readonly name: string;
  readonly args: readonly Typed[];
  /** The arguments as they were given. */
  readonly given: readonly Typed[];
  readonly result: TrinoType;
  readonly context: Context;
  readonly position: Position;
}

/**
 * How DuckDB computes a function: a text in which `$1` stands for the first argument, or a function that writes the
 * text, or gives another type than the signature says.
 */
export type Implementation = string | ((args: readonly string[], call: ResolvedCall) => string | Typed);

export type Implementations = Readonly<Record<string, Implementation>>;

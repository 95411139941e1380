import type { Context } from '../context/context.ts';
import type { Position } from '../trino/errors.ts';
import type { Typed } from '../values/typed.ts';

/** Translates a call whose arguments decide more than a signature can say; undefined lets the signatures decide. */
export type SpecialFunction = (
  args: readonly Typed[],
  context: Context,
  position: Position | undefined,
) => Typed | undefined;

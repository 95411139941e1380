import type { Context } from '../context/context.ts';
import type { Position } from '../trino/errors.ts';
import type { Typed } from '../values/typed.ts';

/** Translates a call that a signature cannot express; returns undefined to fall back to the signatures. */
export type SpecialFunction = (
  args: readonly Typed[],
  context: Context,
  position: Position | undefined,
) => Typed | undefined;

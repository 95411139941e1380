import { quote, type Typed, typed } from '../values/typed.ts';
import type { Context, Guard } from './context.ts';

/**
 * A value whose evaluation refuses by itself, except inside TRY, which would make it null: there the condition is asked
 * before.
 */
export function guardInTry(when: string, value: Typed, context: Context, what: string): Typed {
  context.guards?.push({ when, what });
  return value;
}

/** TRY and TRY_CAST: null where evaluating fails. Guards inside are asked before, outside of TRY. */
export function nullOnFailure(context: Context, translate: () => Typed): Typed {
  const outer = context.guards;
  const guards: Guard[] = [];
  context.guards = guards;
  const value = translate();
  context.guards = outer;
  const tried = value.type.kind === 'unknown' ? value : typed(value.safe ?? `TRY(${value.sql})`, value.type);
  if (!outer) return guards.reduce((guarded, guard) => apply(guard, guarded), tried);
  outer.push(...guards);
  return tried;
}

function apply({ when, what }: Guard, value: Typed): Typed {
  const reason = quote(`«NOT_SUPPORTED: the local engine cannot ${what}; Athena can»`);
  return typed(`CASE WHEN ${when} THEN error(${reason}) ELSE ${value.sql} END`, value.type);
}

import { quote, type Typed, typed } from '../values/typed.ts';
import type { Context, Guard } from './context.ts';

/** The value, unless `when` (SQL) holds: then the query is refused, also inside TRY, which must not make it null. */
export function guardValue(when: string, value: Typed, context: Context, what: string): Typed {
  const guard = { when, what };
  if (!context.guards) return apply(guard, value);
  context.guards.push(guard);
  return value;
}

/** TRY and TRY_CAST: null where evaluation fails. Guards inside are evaluated before it, outside of TRY. */
export function nullOnFailure(context: Context, translate: () => Typed): Typed {
  const outer = context.guards;
  const guards: Guard[] = [];
  context.guards = guards;
  const value = translate();
  context.guards = outer;
  const tried = value.type.kind === 'unknown' ? value : typed(`TRY(${value.sql})`, value.type);
  if (!outer) return guards.reduce((guarded, guard) => apply(guard, guarded), tried);
  outer.push(...guards);
  return tried;
}

function apply({ when, what }: Guard, value: Typed): Typed {
  const reason = quote(`«NOT_SUPPORTED: the local engine cannot ${what}; Athena can»`);
  return typed(`CASE WHEN ${when} THEN error(${reason}) ELSE ${value.sql} END`, value.type);
}

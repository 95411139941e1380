import type { Context } from '../context/context.ts';
import type { Scope } from '../context/scope.ts';
import { lookup } from '../syntax/lookup.ts';
import { refusal, StatementError } from '../trino/errors.ts';
import { typeName } from '../trino/types.ts';
import type { Typed } from '../values/typed.ts';
import { SPECIAL_FUNCTIONS } from './function-table.ts';
import { LAZY_FUNCTIONS } from './lazy.ts';
import type { Call } from './read-call.ts';
import { SCALAR_SIGNATURES } from './scalars.ts';
import { applySignatures, type Signature } from './signature.ts';

const SIGNATURES = group(SCALAR_SIGNATURES);

function group(overloads: readonly Signature[]): Map<string, Signature[]> {
  const groups = new Map<string, Signature[]>();
  for (const overload of overloads)
    groups.set(overload.name, [...(groups.get(overload.name) ?? []), overload]);
  return groups;
}

/** Translates a call. A function that is not known to give Trino's results is refused by name. */
export function functionCall(call: Call, scope: Scope, context: Context): Typed {
  const lazy = lookup(LAZY_FUNCTIONS, call.name);
  if (lazy) return lazy(call, scope, context);
  const special = lookup(SPECIAL_FUNCTIONS, call.name);
  const overloads = SIGNATURES.get(call.name);
  if (!special && !overloads) {
    throw refusal(
      `call ${call.name}: it is not a Trino function, or not known to give the same result here`,
      call.position,
    );
  }
  const args = call.args.map((arg) => context.expression(arg, scope));
  const result = special?.(args, context, call.position) ?? (overloads && applySignatures(overloads, args));
  if (!result) throw wrongArguments(call, args);
  return result;
}

/** Trino's error for arguments that match no overload. */
function wrongArguments(call: Call, args: readonly Typed[]): StatementError {
  const types = args.map((arg) => typeName(arg.type)).join(', ');
  return new StatementError(
    'TYPE_MISMATCH',
    `Unexpected parameters (${types}) for function ${call.name} in the local engine`,
    call.position,
  );
}

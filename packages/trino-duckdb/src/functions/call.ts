import type { Context } from '../context/context.ts';
import type { Scope } from '../context/scope.ts';
import type { Call, Expression } from '../syntax/ast.ts';
import { type Position, refusal, StatementError } from '../trino/errors.ts';
import type { Typed } from '../values/typed.ts';
import { applyFunction, unexpected } from './apply.ts';
import { LAMBDA_FUNCTIONS } from './lambdas.ts';
import { lookup } from './lookup.ts';
import { findFunction } from './resolve.ts';
import { SPECIAL_FORMS } from './special-forms.ts';

/** Functions that Trino has and does not list. */
const UNLISTED = ['version'];

/** Compiles a call of a scalar function. What Trino does not know is its own error, what it knows and this engine does not a refusal. */
export function functionCall(call: Call, position: Position, scope: Scope, context: Context): Typed {
  const special = lookup(SPECIAL_FORMS, call.name);
  if (special) return special(call, position, scope, context);
  const listed = findFunction(call.name);
  if (!listed) {
    for (const arg of call.args) if (arg.kind !== 'lambda') context.expression(arg, scope);
    if (UNLISTED.includes(call.name)) throw refusal(`call ${call.name}`, position);
    throw new StatementError('FUNCTION_NOT_FOUND', `Function '${call.name}' not registered`, position);
  }
  if (call.star) throw unexpected(call.name, [], position);
  const lambda = call.args.some((arg) => arg.kind === 'lambda');
  const rule = lambda ? lookup(LAMBDA_FUNCTIONS, call.name) : undefined;
  if (rule) return rule({ name: call.name, args: call.args, scope, context, position });
  if (lambda) {
    const takesLambda = listed.signatures.some(({ parameters }) =>
      parameters.some(({ name }) => name === 'function'),
    );
    if (takesLambda) throw refusal(`call ${call.name}`, position);
    throw unexpected(call.name, [], position);
  }
  const args = call.args.map((arg: Expression) => context.expression(arg, scope));
  return applyFunction(call.name, args, position, context);
}

import { coercible } from '../trino/coercion.ts';
import { FUNCTION_LIST } from '../trino/function-list.ts';
import { type TrinoType, typeName, UNKNOWN } from '../trino/types.ts';
import {
  Bindings,
  fit,
  isGeneric,
  type Pattern,
  readSignature,
  resolve,
  type Signature,
} from './signature.ts';

export interface ListedFunction {
  readonly kind: 'scalar' | 'aggregate' | 'window';
  readonly signatures: readonly Signature[];
}

/** Functions whose last parameter may occur more often, and how few arguments they take. */
const VARIADIC: Readonly<Record<string, number>> = {
  concat: 2,
  concat_ws: 2,
  greatest: 1,
  least: 1,
  map_concat: 2,
};

const entries = new Map<string, string>(
  FUNCTION_LIST.trim()
    .split('\n')
    .map((line) => {
      const [, kind = '', name = '', rest = ''] = /^(aggregate |window )?(\w+) (.*)$/.exec(line) ?? [];
      return [name, `${kind}${rest}`];
    }),
);
const read = new Map<string, ListedFunction>();

/** The function of this name in Trino, or undefined: then it says that none is registered. */
export function findFunction(name: string): ListedFunction | undefined {
  const known = read.get(name);
  if (known) return known;
  const entry = entries.get(name);
  if (entry === undefined) return undefined;
  const [, kind = '', list = ''] = /^(aggregate |window )?(.*)$/.exec(entry) ?? [];
  const made: ListedFunction = {
    kind: kind === '' ? 'scalar' : kind === 'window ' ? 'window' : 'aggregate',
    signatures: list.split(' | ').map(readSignature),
  };
  read.set(name, made);
  return made;
}

/** An argument before its function is known: a type, or a lambda that waits for the types of its parameters. */
export type Argument = TrinoType | 'lambda';

export interface Resolution {
  readonly signature: Signature;
  /** The patterns of the arguments as given, variadic ones repeated. */
  readonly parameters: readonly Pattern[];
  readonly bound: Bindings;
}

/**
 * Finds the overload that Trino takes for these arguments: one that fits exactly before one that converts, the most
 * specific of several. `none` where nothing fits, `ambiguous` where several fit as well.
 */
export function resolveOverload(
  name: string,
  { signatures }: ListedFunction,
  args: readonly Argument[],
): Resolution | 'none' | 'ambiguous' {
  for (const generic of [false, true]) {
    for (const signature of signatures) {
      if (signature.parameters.some(isGeneric) !== generic) continue;
      const found = match(name, signature, args, false);
      if (found) return found;
    }
  }
  const found = signatures
    .map((signature) => match(name, signature, args, true))
    .filter((resolution) => resolution !== undefined);
  const [first] = found;
  if (!first) return 'none';
  const best = found.filter((one) => found.every((other) => isMoreSpecific(one, other)));
  if (best[0]) return best[0];
  const results = new Set(found.map(({ signature, bound }) => typeName(resolve(signature.result, bound))));
  const nulls = args.some((arg) => arg !== 'lambda' && arg.kind === 'unknown');
  // A null of any type is a null, so only the result's type matters.
  return nulls && results.size === 1 ? first : 'ambiguous';
}

function match(
  name: string,
  signature: Signature,
  args: readonly Argument[],
  coercing: boolean,
): Resolution | undefined {
  const parameters = spread(name, signature.parameters, args.length);
  if (!parameters) return undefined;
  const bound = new Bindings();
  for (const [i, arg] of args.entries()) {
    const parameter = parameters[i];
    if (!parameter || (arg === 'lambda') !== (parameter.name === 'function')) return undefined;
    if (arg !== 'lambda' && !fit(parameter, arg, bound, coercing)) return undefined;
  }
  return { signature, parameters, bound };
}

function spread(name: string, parameters: readonly Pattern[], count: number): readonly Pattern[] | undefined {
  const least = VARIADIC[name];
  const last = parameters.at(-1);
  if (
    least === undefined ||
    !last ||
    parameters.length > 1 + (name === 'concat_ws' ? 1 : 0) ||
    (last.name === 'array' && name === 'concat_ws')
  ) {
    return parameters.length === count ? parameters : undefined;
  }
  if (count < Math.max(least, parameters.length))
    return name === 'concat_ws' && count === 1 ? [parameters[0] ?? last] : undefined;
  return [...parameters, ...Array.from({ length: count - parameters.length }, () => last)];
}

/** From the narrowest on: of several numbers that an argument could become, the narrowest is taken. */
const NUMBERS = ['tinyint', 'smallint', 'integer', 'bigint', 'decimal', 'real', 'double'];

function isMoreSpecific(one: Resolution, other: Resolution): boolean {
  return one.parameters.every((parameter, i) => {
    const wider = other.parameters[i];
    if (!wider || parameter.name === 'function') return true;
    const [narrow, wide] = [resolve(parameter, one.bound), resolve(wider, other.bound)];
    const ranks = [narrow, wide].map((type) => NUMBERS.indexOf(type.kind));
    if (ranks.every((rank) => rank >= 0)) return (ranks[0] ?? 0) <= (ranks[1] ?? 0);
    return coercible(narrow, wide) || (narrow.kind === 'varchar' && wide.kind === 'char');
  });
}

/** What a resolved parameter wants; UNKNOWN where it takes anything. */
export function wantedType({ parameters, bound }: Resolution, index: number): TrinoType {
  const parameter = parameters[index];
  return parameter ? resolve(parameter, bound) : UNKNOWN;
}

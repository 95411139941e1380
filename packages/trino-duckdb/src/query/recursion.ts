import type { Context } from '../context/context.ts';
import type { NamedQuery, OutputColumn, Scope } from '../context/scope.ts';
import type { NamedQuery as NamedNode, Query } from '../syntax/ast.ts';
import { coercible } from '../trino/coercion.ts';
import { StatementError } from '../trino/errors.ts';
import { typeName } from '../trino/types.ts';
import { coerce, typed } from '../values/typed.ts';

/** Trino's default for max_recursion_depth, which Athena cannot change. */
const MAX_DEPTH = 10;

/**
 * A WITH RECURSIVE query that names itself, written out step by step as Trino does, which fails beyond ten steps;
 * undefined when it does not name itself.
 */
export function recursiveQuery(
  named: NamedNode,
  scope: Scope,
  context: Context,
): { parts: string[]; query: NamedQuery } | undefined {
  const { body } = named.query;
  if (!named.columns) {
    throw new StatementError(
      'MISSING_COLUMN_ALIASES',
      'missing column aliases in recursive WITH query',
      named.name.position,
    );
  }
  if (!JSON.stringify(body).includes(`"text":${JSON.stringify(named.name.text)}`)) return undefined;
  const { position } = named.name;
  if (body.kind !== 'set operation' || body.operator !== 'UNION') {
    throw new StatementError(
      'INVALID_RECURSIVE_REFERENCE',
      'recursive reference outside of recursion step of WITH RECURSIVE',
      position,
    );
  }
  const side = (part: typeof body.left): Query => ({
    ...named.query,
    with: [],
    order: [],
    limit: undefined,
    offset: undefined,
    body: part,
  });
  const base = context.query(side(body.left), scope);
  if (base.columns.length !== named.columns.length) {
    throw new StatementError(
      'MISMATCHED_COLUMN_ALIASES',
      `Column alias list has ${named.columns.length} entries but relation has ${base.columns.length} columns`,
      position,
    );
  }
  const columns: OutputColumn[] = base.columns.map(({ type }, i) => ({ name: named.columns?.[i], type }));
  const names = Array.from({ length: MAX_DEPTH + 2 }, () => context.relationName());
  const parts = [`${names[0]} AS MATERIALIZED (${base.sql})`];
  for (let depth = 1; depth <= MAX_DEPTH + 1; depth += 1) {
    const queries = new Map(scope.queries).set(named.name.text.toLowerCase(), {
      sql: names[depth - 1] ?? '',
      columns,
    });
    const step = context.query(side(body.right), { ...scope, queries });
    parts.push(
      `${names[depth]} AS MATERIALIZED (${converted(step.sql, step.columns, columns, position, context)})`,
    );
  }
  const all = names
    .slice(0, -1)
    .map((name) => `SELECT * FROM ${name}`)
    .join(' UNION ALL ');
  const failed =
    "CAST('«NOT_SUPPORTED: Recursion depth limit exceeded (10). Use ''max_recursion_depth'' session property to modify the limit.»' AS BIGINT)";
  const result = context.relationName();
  const items = columns.map((_, i) => `c${i}`).join(', ');
  const guard = `(SELECT CASE WHEN (SELECT count(*) FROM ${names.at(-1)}) > 0 THEN ${failed} ELSE 0 END) = 0`;
  const distinct = body.all ? '' : 'DISTINCT ';
  parts.push(`${result} AS MATERIALIZED (SELECT ${distinct}${items} FROM (${all}) WHERE ${guard})`);
  return { parts, query: { sql: result, columns } };
}

function converted(
  sql: string,
  from: readonly OutputColumn[],
  to: readonly OutputColumn[],
  position: Query['position'],
  context: Context,
): string {
  const name = context.relationName();
  if (from.length !== to.length) {
    throw new StatementError(
      'TYPE_MISMATCH',
      'base and step relations of recursion have different number of fields',
      position,
    );
  }
  const items = to.map(({ type }, i) => {
    const given = from[i]?.type ?? type;
    if (!coercible(given, type) && given.kind !== 'unknown') {
      throw new StatementError(
        'TYPE_MISMATCH',
        `recursion step relation output type (${typeName(given)}) is not coercible to recursion base relation output type (${typeName(type)}) at column ${i + 1}`,
        position,
      );
    }
    return `${coerce(typed(`${name}.c${i}`, given), type).sql} AS c${i}`;
  });
  return `SELECT ${items.join(', ')} FROM (${sql}) ${name}`;
}

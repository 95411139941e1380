import { findTable, hasSchema } from '../context/catalog.ts';
import { condition } from '../context/condition.ts';
import type { Context } from '../context/context.ts';
import type { OutputColumn, Scope, ScopeColumn } from '../context/scope.ts';
import { findColumn } from '../context/scope.ts';
import type { Node } from '../syntax/tree.ts';
import { refusal, StatementError } from '../trino/errors.ts';
import { BIGINT, commonType, type TrinoType } from '../trino/types.ts';
import { compare } from '../values/operators.ts';
import { coerce, type Typed, typed } from '../values/typed.ts';

/** A relation in FROM: its DuckDB SQL, and the columns it brings into scope. */
export interface Relation {
  readonly sql: string;
  readonly columns: readonly ScopeColumn[];
}

/** The FROM clause and the joins of a SELECT; empty when it has none. */
export function fromClause(select: Node, scope: Scope, context: Context): Relation {
  const sources = select.part('from')?.only('expressions').list('expressions') ?? [];
  let from: Relation = { sql: '', columns: [] };
  for (const source of sources) {
    const next = relation(source, lateral(from, scope), context);
    from = from.sql ? product(from, next) : next;
  }
  return joinAll(from, select.parts('joins'), scope, context);
}

/** The scope of a relation that can see those to its left, as LATERAL and UNNEST do. */
function lateral(left: Relation, scope: Scope): Scope {
  return { columns: left.columns, outer: scope, queries: scope.queries, windows: new Map() };
}

const product = (left: Relation, right: Relation): Relation => ({
  sql: `${left.sql} CROSS JOIN ${right.sql}`,
  columns: [...left.columns, ...right.columns],
});

const JOINS: Readonly<Record<string, string>> = {
  Inner: 'JOIN',
  Left: 'LEFT JOIN',
  Right: 'RIGHT JOIN',
  Full: 'FULL JOIN',
};

function joinAll(first: Relation, joins: readonly Node[], scope: Scope, context: Context): Relation {
  return joins.reduce((left, join) => {
    join.only('this', 'on', 'using', 'kind');
    const right = relation(join.child('this'), lateral(left, scope), context);
    const kind = join.text('kind') ?? '';
    if (kind === 'Cross' || kind === 'Implicit') return product(left, right);
    const joiner = JOINS[kind];
    if (!joiner) throw refusal(`join with ${kind.toUpperCase()} JOIN`, join.position);
    const shared = join.identifiers('using');
    if (shared.length > 0) return joinUsing(left, right, joiner, shared, join, scope);
    const both: Scope = {
      columns: [...left.columns, ...right.columns],
      outer: scope,
      queries: scope.queries,
      windows: new Map(),
    };
    const on = condition(join.child('on'), both, context, 'JOIN ON clause');
    return { sql: `${left.sql} ${joiner} ${right.sql} ON ${on}`, columns: both.columns };
  }, first);
}

/** USING: the shared columns come first and once, without a relation; the others follow. */
function joinUsing(
  left: Relation,
  right: Relation,
  joiner: string,
  shared: readonly string[],
  join: Node,
  scope: Scope,
): Relation {
  const conditions: string[] = [];
  const columns: ScopeColumn[] = [];
  for (const name of shared) {
    const sides = [left, right].map((side) =>
      findColumn(
        { columns: side.columns, queries: scope.queries, windows: new Map() },
        undefined,
        name,
        join.position,
      ),
    );
    const [a, b] = sides;
    if (!a || !b) {
      throw new StatementError(
        'COLUMN_NOT_FOUND',
        `Column '${name}' is missing from one side of join`,
        join.position,
      );
    }
    conditions.push(compare('=', a, b, join.position).sql);
    const type = commonType(a.type, b.type) ?? a.type;
    columns.push({ name, relation: undefined, value: merged(coerce(a, type), coerce(b, type), joiner) });
  }
  const rest = [...left.columns, ...right.columns].filter(
    (column) => !shared.some((name) => name.toLowerCase() === column.name?.toLowerCase()),
  );
  return {
    sql: `${left.sql} ${joiner} ${right.sql} ON ${conditions.join(' AND ')}`,
    columns: [...columns, ...rest],
  };
}

function merged(left: Typed, right: Typed, joiner: string): Typed {
  if (joiner === 'RIGHT JOIN') return right;
  return joiner === 'FULL JOIN' ? typed(`coalesce(${left.sql}, ${right.sql})`, left.type) : left;
}

function relation(node: Node, scope: Scope, context: Context): Relation {
  switch (node.kind) {
    case 'table':
      return table(node, scope, context);
    case 'subquery':
      return subquery(node, scope, context);
    case 'alias':
      return aliased(node, scope, context);
    case 'unnest':
      return unnest(node, undefined, [], scope, context);
    case 'joined_table': {
      node.only('left', 'joins');
      const outer = scope.outer ?? scope;
      const joined = joinAll(
        relation(node.child('left'), scope, context),
        node.parts('joins'),
        outer,
        context,
      );
      return { ...joined, sql: `(${joined.sql})` };
    }
    default:
      throw refusal(`read from ${node.kind.replaceAll('_', ' ')}`, node.position);
  }
}

function named(
  sql: string,
  columns: readonly OutputColumn[],
  alias: string | undefined,
  aliases: readonly string[],
  node: Node,
  context: Context,
): Relation {
  if (aliases.length > 0 && aliases.length !== columns.length) {
    throw new StatementError(
      'TYPE_MISMATCH',
      `Column alias list has ${aliases.length} entries but '${alias}' has ${columns.length} columns available`,
      node.position,
    );
  }
  const name = context.relationName();
  return {
    sql: `${sql} ${name}`,
    columns: columns.map((column, i) => ({
      name: aliases[i] ?? column.name,
      relation: alias,
      value: typed(`${name}.c${i}`, column.type),
    })),
  };
}

function table(node: Node, scope: Scope, context: Context): Relation {
  node.only('name', 'schema', 'catalog', 'alias', 'column_aliases');
  const name = node.identifier('name') ?? '';
  const schema = node.identifier('schema')?.toLowerCase();
  const catalog = node.identifier('catalog')?.toLowerCase();
  const alias = node.identifier('alias') ?? name;
  const aliases = node.identifiers('column_aliases');
  const query = schema === undefined ? scope.queries.get(name.toLowerCase()) : undefined;
  if (query) return named(query.sql, query.columns, alias, aliases, node, context);
  if (catalog !== undefined && catalog !== 'awsdatacatalog') {
    throw new StatementError('SCHEMA_NOT_FOUND', `Catalog '${catalog}' does not exist`, node.position);
  }
  const found = findTable(context.catalog, schema, name.toLowerCase());
  if (!found) {
    const database = schema ?? context.catalog.database;
    throw hasSchema(context.catalog, database)
      ? new StatementError(
          'TABLE_NOT_FOUND',
          `Table 'awsdatacatalog.${database}.${name.toLowerCase()}' does not exist`,
          node.position,
        )
      : new StatementError('SCHEMA_NOT_FOUND', `Schema '${database}' does not exist`, node.position);
  }
  context.reads(name.toLowerCase());
  return named(found.sql, found.columns, alias, aliases, node, context);
}

function subquery(node: Node, scope: Scope, context: Context): Relation {
  node.only('this', 'alias', 'column_aliases', 'lateral', 'order_by', 'limit', 'offset');
  // Only LATERAL sees the relations to its left.
  const visible = node.flag('lateral') ? scope : (scope.outer ?? scope);
  const query = context.query(withoutAlias(node), visible);
  const prefix = node.flag('lateral') ? 'LATERAL ' : '';
  return named(
    `${prefix}(${query.sql})`,
    query.columns,
    node.identifier('alias'),
    node.identifiers('column_aliases'),
    node,
    context,
  );
}

function withoutAlias(node: Node): Node {
  if (['order_by', 'limit', 'offset'].some((field) => node.has(field))) {
    throw refusal('read ORDER BY or LIMIT after a subquery in FROM', node.position);
  }
  return node.child('this');
}

function aliased(node: Node, scope: Scope, context: Context): Relation {
  node.only('this', 'alias', 'column_aliases');
  const inner = node.child('this');
  if (inner.kind !== 'unnest') throw refusal(`read from ${inner.kind.replaceAll('_', ' ')}`, node.position);
  return unnest(inner, node.identifier('alias'), node.identifiers('column_aliases'), scope, context);
}

/** UNNEST of arrays and maps in parallel; the shorter ones are padded with nulls. */
function unnest(
  node: Node,
  alias: string | undefined,
  aliases: readonly string[],
  scope: Scope,
  context: Context,
): Relation {
  node.only('this', 'expressions', 'with_ordinality');
  const lists: { sql: string; type: TrinoType }[] = [];
  for (const item of [node.child('this'), ...node.list('expressions')]) {
    const value = context.expression(item, scope);
    if (value.type.kind === 'map') {
      lists.push({ sql: `map_keys(${value.sql})`, type: value.type.key });
      lists.push({ sql: `map_values(${value.sql})`, type: value.type.value });
    } else if (value.type.kind === 'array' && value.type.element.kind !== 'row') {
      lists.push({ sql: value.sql, type: value.type.element });
    } else {
      throw refusal('unnest anything but arrays of plain values and maps', item.position);
    }
  }
  const columns: OutputColumn[] = lists.map(({ type }) => ({ name: undefined, type }));
  const items = lists.map(({ sql }, i) => `unnest(${sql}) AS c${i}`);
  if (node.flag('with_ordinality')) {
    const longest = `greatest(${lists.map(({ sql }) => `coalesce(len(${sql}), 0)`).join(', ')}, 0)`;
    items.push(`unnest(generate_series(1, ${longest})) AS c${lists.length}`);
    columns.push({ name: undefined, type: BIGINT });
  }
  return named(`LATERAL (SELECT ${items.join(', ')})`, columns, alias, aliases, node, context);
}

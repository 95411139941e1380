import { lookup } from '../syntax/lookup.ts';
import type { Node } from '../syntax/tree.ts';
import { type Position, refusal } from '../trino/errors.ts';

/** A function call as the statement spells it. */
export interface Call {
  readonly name: string;
  readonly args: readonly Node[];
  readonly position: Position | undefined;
}

/** Functions for which the parser has a node of its own: the function's name, then the fields with its arguments. */
const OWN_NODES: Readonly<Record<string, readonly [string, ...string[]]>> = {
  length: ['length', 'this'],
  lower: ['lower', 'this'],
  upper: ['upper', 'this'],
  substring: ['substr', 'this', 'start', 'length'],
  str_position: ['strpos', 'this', 'substr', 'occurrence'],
  starts_with: ['starts_with', 'this', 'expression'],
  year: ['year', 'this'],
  quarter: ['quarter', 'this'],
  month: ['month', 'this'],
  week_of_year: ['week_of_year', 'this'],
  day: ['day', 'this'],
  day_of_month: ['day_of_month', 'this'],
  day_of_week: ['day_of_week', 'this'],
  day_of_year: ['day_of_year', 'this'],
  hour: ['hour', 'this'],
  minute: ['minute', 'this'],
  second: ['second', 'this'],
  cardinality: ['cardinality', 'this'],
  contains: ['contains', 'this', 'expression'],
  element_at: ['element_at', 'this', 'expression'],
  array_distinct: ['array_distinct', 'this'],
  array_position: ['array_position', 'this', 'expression'],
  array_remove: ['array_remove', 'this', 'expression'],
  map_keys: ['map_keys', 'this'],
  map_values: ['map_values', 'this'],
  json_extract_scalar: ['json_extract_scalar', 'this', 'path'],
  json_extract: ['json_extract', 'this', 'path'],
  json_array_length: ['json_array_length', 'this'],
  abs: ['abs', 'this'],
  ceil: ['ceil', 'this'],
  floor: ['floor', 'this'],
  power: ['power', 'this', 'expression'],
  sqrt: ['sqrt', 'this'],
  exp: ['exp', 'this'],
  ln: ['ln', 'this'],
  log: ['log', 'base', 'this'],
  mod_func: ['mod', 'this', 'expression'],
  pi: ['pi'],
  random: ['random'],
  rand: ['rand'],
  typeof: ['typeof', 'this'],
};

const EXTRACT_FIELDS: Readonly<Record<string, string>> = {
  Year: 'year',
  Quarter: 'quarter',
  Month: 'month',
  Week: 'week',
  Day: 'day',
  DayOfWeek: 'day_of_week',
  DayOfYear: 'day_of_year',
  Hour: 'hour',
  Minute: 'minute',
  Second: 'second',
  day_of_week: 'day_of_week',
  day_of_month: 'day_of_month',
  yow: 'year_of_week',
};

/** The call that a node represents; undefined for any other node. */
export function readCall(node: Node): Call | undefined {
  const { position } = node;
  if (node.kind === 'function') {
    node.only('name', 'args');
    return { name: (node.text('name') ?? '').toLowerCase(), args: node.list('args'), position };
  }
  if (node.kind === 'trim') {
    node.only('this', 'characters', 'position');
    const name = { Leading: 'ltrim', Trailing: 'rtrim' }[node.text('position') ?? ''] ?? 'trim';
    const characters = node.optional('characters');
    return { name, args: [node.child('this'), ...(characters ? [characters] : [])], position };
  }
  if (node.kind === 'extract') {
    node.only('this', 'field');
    const field = node.text('field') ?? node.part('field')?.text('Custom') ?? '';
    const name = lookup(EXTRACT_FIELDS, field);
    if (!name) throw refusal(`extract ${field.toLowerCase()}`, position);
    return { name, args: [node.child('this')], position };
  }
  const own = OWN_NODES[node.kind];
  if (!own) return undefined;
  const [name, ...fields] = own;
  node.only(...fields, 'from_for_syntax');
  const args = fields.map((field) => node.optional(field)).filter((arg) => arg !== undefined);
  return { name, args, position };
}

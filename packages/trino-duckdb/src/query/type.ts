import type { TypeName } from '../syntax/ast.ts';
import { refusal, StatementError } from '../trino/errors.ts';
import {
  arrayOf,
  decimal,
  mapOf,
  type SimpleKind,
  simple,
  type TrinoType,
  timestamp,
  VARCHAR,
  varchar,
  zoned,
} from '../trino/types.ts';

const SIMPLE: Readonly<Record<string, SimpleKind>> = {
  boolean: 'boolean',
  tinyint: 'tinyint',
  smallint: 'smallint',
  integer: 'integer',
  int: 'integer',
  bigint: 'bigint',
  real: 'real',
  double: 'double',
  date: 'date',
  json: 'json',
  varbinary: 'varbinary',
  unknown: 'unknown',
  'interval day to second': 'interval day to second',
  'interval year to month': 'interval year to month',
};

/** Types of Trino's that this engine has no values of. */
const UNSUPPORTED = [
  'uuid',
  'ipaddress',
  'hyperloglog',
  'time with time zone',
  'tdigest',
  'setdigest',
  'geometry',
  'p4hyperloglog',
  'jsonpath',
  'joniregexp',
  'color',
  'sphericalgeography',
];

/** The type that a CAST names. */
export function readType(node: TypeName): TrinoType {
  if (node.kind === 'array') return arrayOf(readType(node.element));
  if (node.kind === 'map') return mapOf(readType(node.key), readType(node.value));
  if (node.kind === 'row')
    return { kind: 'row', fields: node.fields.map(({ name, type }) => ({ name, type: readType(type) })) };
  const [first, second] = node.numbers;
  const kind = Object.hasOwn(SIMPLE, node.name) ? SIMPLE[node.name] : undefined;
  if (kind && first === undefined) return simple(kind);
  switch (node.name) {
    case 'varchar':
      return first === undefined ? VARCHAR : varchar(first);
    case 'char':
      return { kind: 'char', length: first ?? 1 };
    case 'decimal':
      if ((first ?? 38) > 38 || (second ?? 0) > (first ?? 38)) {
        throw new StatementError(
          'INVALID_FUNCTION_ARGUMENT',
          'DECIMAL precision must be in range [1, 38]',
          node.position,
        );
      }
      return decimal(first ?? 38, second ?? 0);
    case 'time':
      return { kind: 'time', precision: first ?? 3 };
    case 'timestamp':
      return timestamp(first ?? 3);
    case 'timestamp with time zone':
      return zoned(first ?? 3, 'UTC');
    default:
      if (UNSUPPORTED.includes(node.name)) throw refusal(`use the type ${node.name}`, node.position);
      throw new StatementError('TYPE_MISMATCH', `Unknown type: ${node.name}`, node.position);
  }
}

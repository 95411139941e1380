import {
  ArrayTypeContext,
  DateTimeTypeContext,
  DoublePrecisionTypeContext,
  GenericTypeContext,
  IntervalTypeContext,
  LegacyArrayTypeContext,
  LegacyMapTypeContext,
  RowTypeContext,
  type TypeContext,
  type TypeParameterContext,
} from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';
import { MalformedQueryError, refusal } from '../trino/errors.ts';
import type { TypeName } from './ast.ts';
import { positionOf, readName } from './read-names.ts';

/** A type as written; what its name and numbers mean is decided where it is used. */
export function readTypeName(node: TypeContext): TypeName {
  const position = positionOf(node);
  const named = (name: string, numbers: readonly number[] = []): TypeName => ({
    kind: 'named',
    name,
    numbers,
    position,
  });
  if (node instanceof ArrayTypeContext)
    return { kind: 'array', element: readTypeName(node.type()), position };
  if (node instanceof LegacyArrayTypeContext)
    return { kind: 'array', element: readTypeName(node.type()), position };
  if (node instanceof LegacyMapTypeContext) {
    const [key, value] = node.type_().map(readTypeName);
    if (key && value) return { kind: 'map', key, value, position };
  }
  if (node instanceof RowTypeContext) {
    const fields = node.rowField().map((field) => {
      const name = field.identifier();
      return { name: name ? readName(name).text : undefined, type: readTypeName(field.type()) };
    });
    return { kind: 'row', fields, position };
  }
  if (node instanceof DoublePrecisionTypeContext) return named('double');
  if (node instanceof IntervalTypeContext) {
    const [from = '', to = from] = node.intervalField().map((field) => field.getText().toLowerCase());
    return named(['year', 'month'].includes(to) ? 'interval year to month' : 'interval day to second');
  }
  if (node instanceof DateTimeTypeContext) {
    const zone = node.KW_WITH() ? ' with time zone' : '';
    const precision = node.typeParameter();
    return named(`${node._base?.text?.toLowerCase() ?? ''}${zone}`, precision ? [parameter(precision)] : []);
  }
  if (node instanceof GenericTypeContext) {
    const { text } = readName(node.identifier());
    const inner = node.typeParameter();
    const types = inner.flatMap((item) => item.type() ?? []);
    const name = text.toLowerCase();
    if (types.length === 0) return named(name, inner.map(parameter));
    const [first, second] = types.map(readTypeName);
    if (name === 'array' && first && !second) return { kind: 'array', element: first, position };
    if (name === 'map' && first && second) return { kind: 'map', key: first, value: second, position };
    if (name === 'row') {
      return {
        kind: 'row',
        fields: types.map((type) => ({ name: undefined, type: readTypeName(type) })),
        position,
      };
    }
    throw refusal(`use the type ${node.getText()}`, position);
  }
  const text = node.getText().toLowerCase();
  const time = /^(time|timestamp)(?:\((\d+)\))?(withtimezone|withouttimezone)?$/.exec(text);
  if (time)
    return named(
      `${time[1]}${time[3] === 'withtimezone' ? ' with time zone' : ''}`,
      time[2] ? [Number(time[2])] : [],
    );
  throw new MalformedQueryError(`mismatched input '${node.getText()}'`, position);
}

function parameter(node: TypeParameterContext): number {
  const value = node.INTEGER_VALUE();
  if (!value) throw new MalformedQueryError(`mismatched input '${node.getText()}'`, positionOf(node));
  return Number(value.getText());
}

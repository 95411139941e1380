import * as tree from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';
import type { Position } from '../trino/errors.ts';
import type { Expression } from './ast.ts';
import { plainCall, readListagg } from './read-call.ts';
import { readJson } from './read-json.ts';
import { positionOf, readName, readPath } from './read-names.ts';
import type { Reader } from './reader.ts';

/** Reads what has a syntax of its own and means a function; undefined for anything else. */
export function readSpecial(node: tree.PrimaryExpressionContext, reader: Reader): Expression | undefined {
  const position = positionOf(node);
  const values = (nodes: readonly tree.ValueExpressionContext[]) => nodes.map((item) => reader.value(item));
  if (node instanceof tree.CoalesceContext)
    return call('coalesce', reader.expressions(node.expression()), position);
  if (node instanceof tree.ExtractContext) {
    const field: Expression = { kind: 'string', value: readName(node.identifier()).text, position };
    return call('extract', [field, reader.value(node.valueExpression())], position);
  }
  if (node instanceof tree.SubstringContext)
    return call('substring', values(node.valueExpression()), position);
  if (node instanceof tree.PositionContext) {
    const [search, text] = values(node.valueExpression());
    if (search && text) return call('strpos', [text, search], position);
  }
  if (node instanceof tree.TrimContext) {
    const side = node.trimsSpecification();
    const name = side?.KW_LEADING() ? 'ltrim' : side?.KW_TRAILING() ? 'rtrim' : 'trim';
    const characters = node._trimChar;
    const args = [reader.value(node._trimSource ?? null), ...(characters ? [reader.value(characters)] : [])];
    return call(name, args, position);
  }
  if (node instanceof tree.NormalizeContext) {
    const form: Expression = {
      kind: 'string',
      value: node.normalForm()?.getText().toUpperCase() ?? 'NFC',
      position,
    };
    return call('normalize', [reader.value(node.valueExpression()), form], position);
  }
  if (node instanceof tree.ListAggContext) return { ...readListagg(node, reader), position };
  if (node instanceof tree.GroupingOperationContext) {
    const columns = node
      .qualifiedName()
      .map((name): Expression => ({ kind: 'column', path: readPath(name), position }));
    return { kind: 'grouping', columns, position };
  }
  if (node instanceof tree.CurrentDateContext) return call('current_date', [], position);
  if (node instanceof tree.CurrentTimestampContext)
    return clock('current_timestamp', node._precision?.text, position);
  if (node instanceof tree.LocalTimestampContext)
    return clock('localtimestamp', node._precision?.text, position);
  if (node instanceof tree.LocalTimeContext) return clock('localtime', node._precision?.text, position);
  if (node instanceof tree.CurrentTimeContext) return clock('current_time', node._precision?.text, position);
  if (node instanceof tree.CurrentUserContext) return call('current_user', [], position);
  if (node instanceof tree.CurrentCatalogContext) return call('current_catalog', [], position);
  if (node instanceof tree.CurrentSchemaContext) return call('current_schema', [], position);
  if (node instanceof tree.ParameterContext) return { kind: 'parameter', position };
  const json = readJson(node, reader);
  return json && { ...json, position };
}

function call(name: string, args: readonly Expression[], position: Position): Expression {
  return { ...plainCall(name, args), position };
}

function clock(name: string, precision: string | null | undefined, position: Position): Expression {
  const digits: Expression = { kind: 'number', text: precision ?? '3', position };
  return call(name, [digits], position);
}

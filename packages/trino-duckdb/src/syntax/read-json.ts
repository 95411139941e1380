import type {
  JsonPathInvocationContext,
  JsonQueryBehaviorContext,
  JsonValueBehaviorContext,
  PrimaryExpressionContext,
} from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';
import {
  JsonArrayContext,
  JsonExistsContext,
  JsonObjectContext,
  JsonQueryContext,
  JsonValueContext,
} from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';
import { refusal } from '../trino/errors.ts';
import type { Call, Expression, JsonBehavior, JsonPathCall } from './ast.ts';
import { plainCall } from './read-call.ts';
import { positionOf, readString } from './read-names.ts';
import { readTypeName } from './read-type.ts';
import type { Reader } from './reader.ts';

type JsonPath = {
  readonly kind: 'json path';
  readonly name: 'json_value' | 'json_query' | 'json_exists';
  readonly call: JsonPathCall;
};

/** SQL's JSON functions, whose arguments are clauses; undefined for anything else. */
export function readJson(node: PrimaryExpressionContext, reader: Reader): JsonPath | Call | undefined {
  if (node instanceof JsonValueContext) {
    const type = node.type();
    const call = {
      ...invocation(node.jsonPathInvocation(), reader),
      returning: type ? readTypeName(type) : undefined,
      onEmpty: behavior(node._emptyBehavior, reader),
      onError: behavior(node._errorBehavior, reader),
    };
    return { kind: 'json path', name: 'json_value', call };
  }
  if (node instanceof JsonQueryContext) {
    if (node.type()) throw refusal('give a JSON_QUERY another type', positionOf(node));
    const wrapper = node.jsonQueryWrapperBehavior();
    const call: JsonPathCall = {
      ...invocation(node.jsonPathInvocation(), reader),
      wrapper: !wrapper?.KW_WITH() ? 'none' : wrapper.KW_CONDITIONAL() ? 'conditional' : 'always',
      keepQuotes: !node.KW_OMIT(),
      onEmpty: behavior(node._emptyBehavior),
      onError: behavior(node._errorBehavior),
    };
    return { kind: 'json path', name: 'json_query', call };
  }
  if (node instanceof JsonExistsContext) {
    const onError = node.jsonExistsErrorBehavior();
    const call = {
      ...invocation(node.jsonPathInvocation(), reader),
      onError: onError ? { kind: onError.getText().toUpperCase(), value: undefined } : undefined,
    };
    return { kind: 'json path', name: 'json_exists', call };
  }
  if (node instanceof JsonObjectContext) {
    if (node.type() || node.KW_UNIQUE())
      throw refusal('build a JSON_OBJECT with RETURNING or UNIQUE', positionOf(node));
    const members = node.jsonObjectMember().flatMap((member) => {
      const value = member.jsonValueExpression();
      if (value.KW_FORMAT()) throw refusal('read FORMAT JSON', positionOf(node));
      return [reader.expression(member.expression()), reader.expression(value.expression())];
    });
    return plainCall(node.KW_ABSENT() ? 'json_object absent' : 'json_object', members);
  }
  if (node instanceof JsonArrayContext) {
    if (node.type()) throw refusal('build a JSON_ARRAY with RETURNING', positionOf(node));
    const items = node.jsonValueExpression().map((value) => {
      if (value.KW_FORMAT()) throw refusal('read FORMAT JSON', positionOf(node));
      return reader.expression(value.expression());
    });
    return plainCall(node.KW_NULL().length > 0 ? 'json_array' : 'json_array absent', items);
  }
  return undefined;
}

function invocation(node: JsonPathInvocationContext, reader: Reader): JsonPathCall {
  const input = node.jsonValueExpression();
  if (input.KW_FORMAT() || node.KW_PASSING()) throw refusal('read FORMAT JSON or PASSING', positionOf(node));
  return {
    input: reader.expression(input.expression()),
    path: readString(node.string()),
    returning: undefined,
    wrapper: 'none',
    keepQuotes: true,
    onEmpty: undefined,
    onError: undefined,
  };
}

function behavior(
  node: JsonValueBehaviorContext | JsonQueryBehaviorContext | undefined,
  reader?: Reader,
): JsonBehavior | undefined {
  if (!node) return undefined;
  const expression = reader && 'expression' in node ? node.expression() : null;
  const value: Expression | undefined = expression && reader ? reader.expression(expression) : undefined;
  return { kind: value ? 'DEFAULT' : node.getText().toUpperCase(), value };
}

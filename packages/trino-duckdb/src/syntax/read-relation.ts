import * as tree from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';
import { MalformedQueryError, refusal } from '../trino/errors.ts';
import type { Join, Name, Relation } from './ast.ts';
import { positionOf, readName } from './read-names.ts';
import type { Reader } from './reader.ts';

export function tablePath(node: tree.TableRefContext | tree.ViewRefContext): Name[] {
  return node.identifier().map(readName);
}

export function readRelation(node: tree.RelationContext, reader: Reader): Relation {
  const position = positionOf(node);
  if (node instanceof tree.RelationDefaultContext) return readSampled(node.sampledRelation(), reader);
  if (!(node instanceof tree.JoinRelationContext)) throw unreadable(node);
  const left = node._left ?? node.relation(0);
  const right = node._right ?? node._rightRelation;
  if (!left || !right) throw unreadable(node);
  const criteria = node.joinCriteria();
  const on = criteria?.booleanExpression();
  const equality = criteria?.joinColumnEquality();
  const type = node.joinType();
  const join: Join = {
    type: node.KW_CROSS()
      ? 'CROSS'
      : type?.KW_LEFT()
        ? 'LEFT'
        : type?.KW_RIGHT()
          ? 'RIGHT'
          : type?.KW_FULL()
            ? 'FULL'
            : 'INNER',
    left: readRelation(left, reader),
    right:
      right instanceof tree.SampledRelationContext ? readSampled(right, reader) : readRelation(right, reader),
    on: equality ? readEquality(equality) : on ? reader.boolean(on) : undefined,
    using: criteria?.KW_USING() ? criteria.identifier().map((name) => readName(name).text) : undefined,
    natural: !!node.KW_NATURAL(),
  };
  return { kind: 'join', join, position };
}

/** `ON a.x = b.y`, which the grammar reads in a way of its own. */
function readEquality(node: tree.JoinColumnEqualityContext): Join['on'] {
  const position = positionOf(node);
  const side = (reference: tree.JoinColumnReferenceContext) => {
    const table = reference.identifier();
    const column = reference.columnName()?.qualifiedName().identifier() ?? [];
    const path = [...(table ? [table] : []), ...column].map(readName);
    return { kind: 'column', path, position: positionOf(reference) } as const;
  };
  const [left, right] = node.joinColumnReference();
  if (!left || !right) throw unreadable(node);
  return { kind: 'compare', operator: '=', left: side(left), right: side(right), position };
}

function readSampled(node: tree.SampledRelationContext, reader: Reader): Relation {
  const position = positionOf(node);
  const pattern = node.patternRecognition();
  if (pattern.KW_MATCH_RECOGNIZE()) throw refusal('match rows by a pattern', position);
  const relation = readAliased(pattern.aliasedRelation(), reader);
  const percentage = node.expression();
  if (!percentage) return relation;
  const method = node.sampleType()?.KW_SYSTEM() ? 'SYSTEM' : 'BERNOULLI';
  return { kind: 'sample', relation, method, percentage: reader.expression(percentage), position };
}

function readAliased(node: tree.AliasedRelationContext, reader: Reader): Relation {
  const relation = readPrimary(node.relationPrimary(), reader);
  const alias = node.identifier();
  if (!alias) return relation;
  const columns = node
    .columnAliases()
    ?.identifier()
    .map((name) => readName(name).text);
  return { kind: 'aliased', relation, alias: readName(alias), columns, position: positionOf(node) };
}

function readPrimary(node: tree.RelationPrimaryContext, reader: Reader): Relation {
  const position = positionOf(node);
  if (node instanceof tree.ParenthesizedRelationContext) {
    return { kind: 'parenthesized', relation: readRelation(node.relation(), reader), position };
  }
  if (node instanceof tree.TableNameContext) {
    if (node.queryPeriod()) throw refusal('read a table as it was', position);
    const name = node.tableOrViewName();
    const reference = name.tableRef() ?? name.viewRef();
    if (reference) return { kind: 'table', path: tablePath(reference), position };
  }
  const source = node instanceof tree.ExpressionSourceTableContext ? node.relationSourceTable() : undefined;
  if (source instanceof tree.SubqueryRelationContext) {
    return { kind: 'query', query: reader.query(source.query()), lateral: false, position };
  }
  if (source instanceof tree.LateralContext) {
    return { kind: 'query', query: reader.query(source.query()), lateral: true, position };
  }
  if (source instanceof tree.UnnestContext) {
    const values = reader.expressions(source.expression());
    return { kind: 'unnest', values, ordinality: !!source.KW_ORDINALITY(), position };
  }
  if (source instanceof tree.JsonTableContext) throw refusal('read JSON_TABLE', position);
  if (source instanceof tree.TableFunctionInvocationContext) throw refusal('read table functions', position);
  throw unreadable(node);
}

function unreadable(node: Parameters<typeof positionOf>[0]): MalformedQueryError {
  return new MalformedQueryError(`mismatched input '${node.getText()}'`, positionOf(node));
}

import type {
  FilterContext,
  FrameBoundContext,
  FunctionCallContext,
  ListAggContext,
  OverContext,
  SortItemContext,
  WindowFrameContext,
  WindowSpecificationContext,
} from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';
import { BoundedFrameContext, UnboundedFrameContext } from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';
import { MalformedQueryError, refusal } from '../trino/errors.ts';
import type { Call, Expression, Frame, FrameBound, SortItem, Window } from './ast.ts';
import { positionOf, readName, readPath, readString } from './read-names.ts';
import type { Reader } from './reader.ts';

export function readCall(node: FunctionCallContext, reader: Reader): Call {
  const position = positionOf(node);
  const path = readPath(node.functionName().qualifiedName());
  if (node.processingMode()) throw refusal('match rows by a pattern', position);
  const over = node.over();
  const star = node.ASTERISK() !== null;
  const [name = ''] = path.map(({ text }) => text.toLowerCase()).slice(-1);
  return {
    kind: 'call',
    name: path.length > 1 ? path.map(({ text }) => text.toLowerCase()).join('.') : name,
    args: reader.expressions(node.expression()),
    star,
    distinct: !!node.setQuantifier()?.KW_DISTINCT(),
    order: readSortItems(node.sortItem(), reader),
    filter: readFilter(node.filter(), reader),
    ignoreNulls: !!node.nullTreatment()?.KW_IGNORE(),
    over: over ? readOver(over, reader) : undefined,
  };
}

export function readListagg(node: ListAggContext, reader: Reader): Call {
  const position = positionOf(node);
  const overflow = node.listAggOverflowBehavior();
  if (overflow && !overflow.KW_ERROR()) throw refusal('cut a LISTAGG that gets too long', position);
  const separator = node.string();
  const text: Expression = { kind: 'string', value: separator ? readString(separator) : '', position };
  return {
    kind: 'call',
    name: 'listagg',
    args: [reader.expression(node.expression()), text],
    star: false,
    distinct: !!node.setQuantifier()?.KW_DISTINCT(),
    order: readSortItems(node.sortItem(), reader),
    filter: readFilter(node.filter(), reader),
    ignoreNulls: false,
    over: undefined,
  };
}

function readFilter(node: FilterContext | null, reader: Reader): Expression | undefined {
  return node ? reader.boolean(node.whereClause().booleanExpression()) : undefined;
}

export function readSortItems(nodes: readonly SortItemContext[], reader: Reader): SortItem[] {
  return nodes.map((node) => {
    const nulls = node._nullOrdering?.text?.toUpperCase();
    return {
      value: columnOrExpression(node, reader),
      descending: !!node.KW_DESC(),
      nulls: nulls === 'FIRST' || nulls === 'LAST' ? nulls : undefined,
    };
  });
}

/** The grammar has a way of its own for a bare column name, for completion in editors. */
export function columnOrExpression(
  node: Pick<SortItemContext, 'columnRef' | 'expression' | 'getText' | 'start'>,
  reader: Reader,
): Expression {
  const path = node.columnRef()?.qualifiedName();
  if (path) return { kind: 'column', path: readPath(path), position: positionOf(path) };
  const expression = node.expression();
  if (expression) return reader.expression(expression);
  throw new MalformedQueryError(`mismatched input '${node.getText()}'`, { line: 1, column: 1 });
}

function readOver(node: OverContext, reader: Reader): Window {
  const specification = node.windowSpecification();
  if (specification) return readWindow(specification, reader);
  const name = node.identifier();
  return {
    base: name ? readName(name).text : undefined,
    partition: [],
    order: [],
    frame: undefined,
    position: positionOf(node),
  };
}

export function readWindow(node: WindowSpecificationContext, reader: Reader): Window {
  const base = node._existingWindowName;
  const frame = node.windowFrame();
  return {
    base: base ? readName(base).text : undefined,
    partition: reader.expressions(node.partitionBy()?.expression() ?? []),
    order: readSortItems(node.sortItem(), reader),
    frame: frame ? readFrame(frame, reader) : undefined,
    position: positionOf(node),
  };
}

function readFrame(node: WindowFrameContext, reader: Reader): Frame {
  if (node.KW_PATTERN() || node.KW_MEASURES()) throw refusal('match rows by a pattern', positionOf(node));
  const extent = node.frameExtent();
  const unit = extent._frameType?.text?.toUpperCase();
  const start = extent._start;
  if (!start || (unit !== 'ROWS' && unit !== 'RANGE' && unit !== 'GROUPS')) {
    throw new MalformedQueryError(`mismatched input '${node.getText()}'`, positionOf(node));
  }
  return { unit, start: readBound(start, reader), end: extent._end && readBound(extent._end, reader) };
}

function readBound(node: FrameBoundContext, reader: Reader): FrameBound {
  if (node instanceof UnboundedFrameContext) {
    return { side: node.KW_PRECEDING() ? 'PRECEDING' : 'FOLLOWING', distance: undefined };
  }
  if (node instanceof BoundedFrameContext) {
    return {
      side: node.KW_PRECEDING() ? 'PRECEDING' : 'FOLLOWING',
      distance: reader.expression(node.expression()),
    };
  }
  return { side: 'CURRENT ROW', distance: undefined };
}

/** A call without any clause. */
export function plainCall(name: string, args: readonly Expression[]): Call {
  return {
    kind: 'call',
    name,
    args,
    star: false,
    distinct: false,
    order: [],
    filter: undefined,
    ignoreNulls: false,
    over: undefined,
  };
}

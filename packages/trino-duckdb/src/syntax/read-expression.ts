import * as tree from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';
import { MalformedQueryError, type Position } from '../trino/errors.ts';
import type { Expression, Interval } from './ast.ts';
import { readCall } from './read-call.ts';
import { positionOf, readName, readPath, readString } from './read-names.ts';
import { readSpecial } from './read-special.ts';
import { readTypeName } from './read-type.ts';
import type { Reader } from './reader.ts';

type Boolean = tree.BooleanExpressionContext;
type Value = tree.ValueExpressionContext;
type Primary = tree.PrimaryExpressionContext;

/** Turns the parse tree of an expression into an expression. */
export class ExpressionReader implements Reader {
  readonly query: Reader['query'];

  /** `query` reads the queries inside expressions. */
  constructor(query: Reader['query']) {
    this.query = query;
  }

  expression(node: tree.ExpressionContext | null): Expression {
    return this.boolean(node?.booleanExpression() ?? null);
  }

  expressions(nodes: readonly tree.ExpressionContext[]): Expression[] {
    return nodes.map((node) => this.expression(node));
  }

  boolean(node: Boolean | null): Expression {
    const position = here(node);
    if (node instanceof tree.LogicalNotContext) {
      return { kind: 'not', value: this.boolean(node.booleanExpression()), position };
    }
    if (node instanceof tree.AndContext) return this.chain(node, 'AND', position);
    if (node instanceof tree.OrContext) return this.chain(node, 'OR', position);
    if (node instanceof tree.PredicatedContext) {
      const value = this.value(node._valueExpression ?? node.valueExpression());
      const predicate = node.predicate();
      return predicate ? this.predicate(value, predicate, position) : value;
    }
    throw unreadable(node);
  }

  /** A long chain leans to one side: it is walked in a loop, so that its length is no depth. */
  private chain(
    node: tree.AndContext | tree.OrContext,
    operator: 'AND' | 'OR',
    position: Position,
  ): Expression {
    const terms: Expression[] = [];
    let rest: Boolean | null = node;
    while (rest instanceof (operator === 'AND' ? tree.AndContext : tree.OrContext)) {
      terms.push(this.boolean(rest.booleanExpression(1)));
      rest = rest.booleanExpression(0);
    }
    terms.push(this.boolean(rest));
    return { kind: 'logical', operator, terms: terms.reverse(), position };
  }

  private predicate(value: Expression, node: tree.PredicateContext, position: Position): Expression {
    if (node instanceof tree.ComparisonContext) {
      const operator = operatorOf(node.comparisonOperator());
      return { kind: 'compare', operator, left: value, right: this.value(node.valueExpression()), position };
    }
    if (node instanceof tree.QuantifiedComparisonContext) {
      const quantifier = node.comparisonQuantifier().KW_ALL() ? 'ALL' : 'ANY';
      const operator = operatorOf(node.comparisonOperator());
      return { kind: 'quantified', operator, quantifier, value, query: this.query(node.query()), position };
    }
    if (node instanceof tree.BetweenContext) {
      const [low, high] = [this.value(node.valueExpression(0)), this.value(node.valueExpression(1))];
      return { kind: 'between', value, low, high, not: !!node.KW_NOT(), position };
    }
    if (node instanceof tree.InListContext) {
      return {
        kind: 'in',
        value,
        items: this.expressions(node.expression()),
        not: !!node.KW_NOT(),
        position,
      };
    }
    if (node instanceof tree.InSubqueryContext) {
      return { kind: 'in query', value, query: this.query(node.query()), not: !!node.KW_NOT(), position };
    }
    if (node instanceof tree.LikeContext) {
      const [pattern, mark] = node.valueExpression();
      return {
        kind: 'like',
        value,
        pattern: this.value(pattern ?? null),
        escape: mark && this.value(mark),
        not: !!node.KW_NOT(),
        position,
      };
    }
    if (node instanceof tree.NullPredicateContext)
      return { kind: 'is null', value, not: !!node.KW_NOT(), position };
    if (node instanceof tree.DistinctFromContext) {
      return {
        kind: 'distinct',
        left: value,
        right: this.value(node.valueExpression()),
        not: !!node.KW_NOT(),
        position,
      };
    }
    throw unreadable(node);
  }

  value(node: Value | null): Expression {
    const position = here(node);
    if (node instanceof tree.ValueExpressionDefaultContext) return this.primary(node.primaryExpression());
    if (node instanceof tree.ArithmeticBinaryContext) {
      const operator = node._operator?.text ?? '';
      const [left, right] = [this.value(node.valueExpression(0)), this.value(node.valueExpression(1))];
      return { kind: 'arithmetic', operator, left, right, position };
    }
    if (node instanceof tree.ConcatenationContext) {
      const [left, right] = [this.value(node.valueExpression(0)), this.value(node.valueExpression(1))];
      return { kind: 'concat', left, right, position };
    }
    if (node instanceof tree.ArithmeticUnaryContext) {
      return { kind: 'sign', negative: !!node.MINUS(), value: this.value(node.valueExpression()), position };
    }
    if (node instanceof tree.AtTimeZoneContext) {
      const zone = node.timeZoneSpecifier();
      const value = this.value(node.valueExpression());
      if (zone instanceof tree.TimeZoneStringContext) {
        const name: Expression = {
          kind: 'string',
          value: readString(zone.string()),
          position: positionOf(zone),
        };
        return { kind: 'at time zone', value, zone: name, position };
      }
      if (zone instanceof tree.TimeZoneIntervalContext) {
        const offset: Expression = { ...interval(zone.interval()), position: positionOf(zone) };
        return { kind: 'at time zone', value, zone: offset, position };
      }
    }
    throw unreadable(node);
  }

  private primary(node: Primary | null): Expression {
    const position = here(node);
    if (node instanceof tree.ColumnReferenceContext) {
      return { kind: 'column', path: readPath(node.columnName().qualifiedName()), position };
    }
    if (node instanceof tree.FunctionCallContext) return { ...readCall(node, this), position };
    const read =
      this.literal(node, position) ?? this.construct(node, position) ?? (node && readSpecial(node, this));
    if (!read) throw unreadable(node);
    return read;
  }

  private literal(node: Primary | null, position: Position): Expression | undefined {
    if (node instanceof tree.StringLiteralContext)
      return { kind: 'string', value: readString(node.string()), position };
    if (node instanceof tree.NumericLiteralContext) return { kind: 'number', text: node.getText(), position };
    if (node instanceof tree.BooleanLiteralContext) {
      return { kind: 'boolean', value: !!node.booleanValue().KW_TRUE(), position };
    }
    if (node instanceof tree.NullLiteralContext) return { kind: 'null', position };
    if (node instanceof tree.IntervalLiteralContext) return { ...interval(node.interval()), position };
    if (node instanceof tree.BinaryLiteralContext) {
      return {
        kind: 'binary',
        hex: node
          .getText()
          .replace(/^x'|'$/gi, '')
          .replace(/\s/g, ''),
        position,
      };
    }
    if (node instanceof tree.TypeConstructorContext) {
      const name = node.identifier();
      return {
        kind: 'typed literal',
        type: name ? readName(name).text.toLowerCase() : 'double',
        value: readString(node.string()),
        position,
      };
    }
    return undefined;
  }

  private construct(node: Primary | null, position: Position): Expression | undefined {
    if (node instanceof tree.ParenthesizedExpressionContext) return this.expression(node.expression());
    if (node instanceof tree.ArrayConstructorContext) {
      return { kind: 'array', items: this.expressions(node.expression()), position };
    }
    if (node instanceof tree.RowConstructorContext) {
      return { kind: 'row', items: this.expressions(node.expression()), position };
    }
    if (node instanceof tree.SubscriptContext) {
      const value = this.primary(node._value ?? node.primaryExpression());
      return { kind: 'subscript', value, index: this.value(node.valueExpression()), position };
    }
    if (node instanceof tree.DereferenceContext) {
      const base = this.primary(node._base ?? node.primaryExpression());
      const name = readName(node.identifier());
      return base.kind === 'column'
        ? { ...base, path: [...base.path, name] }
        : { kind: 'field', base, name, position };
    }
    if (node instanceof tree.SubqueryExpressionContext)
      return { kind: 'subquery', query: this.query(node.query()), position };
    if (node instanceof tree.ExistsContext)
      return { kind: 'exists', query: this.query(node.query()), position };
    if (node instanceof tree.CastContext) {
      const type = readTypeName(node.type());
      return {
        kind: 'cast',
        value: this.expression(node.expression()),
        type,
        safe: !!node.KW_TRY_CAST(),
        position,
      };
    }
    if (node instanceof tree.SimpleCaseContext || node instanceof tree.SearchedCaseContext) {
      const branches = node.whenClause().map((clause) => ({
        when: this.expression(clause._condition ?? null),
        result: this.expression(clause._result ?? null),
      }));
      const operand =
        node instanceof tree.SimpleCaseContext ? this.expression(node._operand ?? null) : undefined;
      const otherwise = node._elseExpression && this.expression(node._elseExpression);
      return { kind: 'case', operand, branches, otherwise, position };
    }
    if (node instanceof tree.LambdaContext) {
      return {
        kind: 'lambda',
        parameters: node.identifier().map(readName),
        body: this.expression(node.expression()),
        position,
      };
    }
    return undefined;
  }
}

function interval(node: tree.IntervalContext): Interval {
  const [from, to] = node.intervalField().map((field) => field.getText().toLowerCase());
  return {
    kind: 'interval',
    negative: !!node.MINUS(),
    value: readString(node.string()),
    from: from ?? '',
    to,
  };
}

function operatorOf(node: tree.ComparisonOperatorContext): string {
  const text = node.getText();
  return text === '!=' ? '<>' : text;
}

function here(node: { start?: { line: number; column: number } | null } | null): Position {
  return { line: node?.start?.line ?? 1, column: (node?.start?.column ?? 0) + 1 };
}

function unreadable(
  node: { getText(): string; start?: { line: number; column: number } | null } | null,
): MalformedQueryError {
  return new MalformedQueryError(`mismatched input '${node?.getText() ?? '<EOF>'}'`, here(node));
}

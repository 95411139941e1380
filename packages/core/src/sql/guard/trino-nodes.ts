import { ParserRuleContext } from 'antlr4ng';
import {
  ColumnRefContext,
  ColumnReferenceContext,
  DereferenceContext,
  FunctionCallContext,
  type IdentifierContext,
  ParenthesizedExpressionContext,
  PrimaryExpressionContext,
  QuotedIdentifierContext,
} from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';
import type { Position } from './rejection.ts';

/**
 * A name as the engine compares it: without quotes, in lower case. Only ASCII is folded: a name that differs from a
 * WITH query's beyond ASCII then names no WITH query here and is refused where that matters.
 */
export function nameOf(identifier: IdentifierContext): string {
  const text = identifier.getText();
  const bare = identifier instanceof QuotedIdentifierContext ? text.slice(1, -1).replaceAll('""', '"') : text;
  return bare.replace(/[A-Z]+/gu, (letters) => letters.toLowerCase());
}

/** Code point offsets of a node, the end exclusive. */
export function startOf(node: ParserRuleContext): number {
  return node.start?.start ?? 0;
}

export function endOf(node: ParserRuleContext): number {
  return (node.stop?.stop ?? 0) + 1;
}

export function positionOf(node: ParserRuleContext): Position {
  return { line: node.start?.line ?? 1, column: (node.start?.column ?? 0) + 1 };
}

/** The nodes of a tree in the order of the text; `leaveOut` says which are left out with all below them. */
export function* nodesOf(
  root: ParserRuleContext,
  leaveOut: (node: ParserRuleContext) => boolean = () => false,
): Generator<ParserRuleContext> {
  // The tree of a long chain of operators is as deep as the chain is long, so the walk keeps its own stack.
  const pending = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node !== root && leaveOut(node)) continue;
    yield node;
    const children = (node.children ?? []).filter((child) => child instanceof ParserRuleContext);
    for (const child of children.reverse()) pending.push(child);
  }
}

/** What a chain of grammar rules around one value comes to, without its parentheses; the node where there is more. */
export function innermost(node: ParserRuleContext): ParserRuleContext {
  let value = node;
  for (;;) {
    let inner: unknown;
    if (value instanceof ParenthesizedExpressionContext) inner = value.expression();
    else if (value instanceof PrimaryExpressionContext || value instanceof ColumnRefContext) return value;
    else if (value.getChildCount() === 1) inner = value.getChild(0);
    if (!(inner instanceof ParserRuleContext)) return value;
    value = inner;
  }
}

export interface ColumnName {
  /** The last part, folded. */
  readonly name: string;
  readonly qualified: boolean;
  /** Written in double quotes. */
  readonly quoted: boolean;
}

/** The column that a value names; undefined for every other value. */
export function columnOf(node: ParserRuleContext): ColumnName | undefined {
  const value = innermost(node);
  const named = (identifiers: readonly IdentifierContext[], qualified = identifiers.length > 1) => {
    const last = identifiers.at(-1);
    if (last === undefined) return undefined;
    return { name: nameOf(last), qualified, quoted: last instanceof QuotedIdentifierContext };
  };
  if (value instanceof ColumnReferenceContext) return named(value.columnName().qualifiedName().identifier());
  if (value instanceof ColumnRefContext) return named(value.qualifiedName()?.identifier() ?? []);
  return value instanceof DereferenceContext && isName(value) ? named([value.identifier()], true) : undefined;
}

/** Whether a dereference is a qualified name, `catalog.database.table.column` at most, and no field of a value. */
function isName(dereference: DereferenceContext): boolean {
  let base: ParserRuleContext = dereference;
  for (let parts = 1; parts < 4 && base instanceof DereferenceContext; parts++)
    base = base.primaryExpression();
  return base instanceof ColumnReferenceContext;
}

/** The folded name of a function that is called without a schema; undefined for every other value. */
export function calledFunction(node: ParserRuleContext): string | undefined {
  if (!(node instanceof FunctionCallContext)) return undefined;
  const parts = node.functionName().qualifiedName().identifier();
  const [only] = parts;
  return only === undefined || parts.length > 1 ? undefined : nameOf(only);
}

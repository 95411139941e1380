import type { ParserRuleContext } from 'antlr4ng';
import {
  BackQuotedIdentifierContext,
  BasicStringLiteralContext,
  DigitIdentifierContext,
  type IdentifierContext,
  type QualifiedNameContext,
  QuotedIdentifierContext,
  type StringContext,
  UnicodeStringLiteralContext,
} from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';
import { MalformedQueryError, type Position, StatementError } from '../trino/errors.ts';
import type { Name } from './ast.ts';

export function positionOf(node: ParserRuleContext): Position {
  return { line: node.start?.line ?? 1, column: (node.start?.column ?? 0) + 1 };
}

/** A name as written, without quotes. Throws for the two forms that the grammar has only to refuse them. */
export function readName(node: IdentifierContext): Name {
  const position = positionOf(node);
  const text = node.getText();
  if (node instanceof BackQuotedIdentifierContext) {
    throw new MalformedQueryError(
      'backquoted identifiers are not supported; use double quotes to quote identifiers',
      position,
    );
  }
  if (node instanceof DigitIdentifierContext) {
    throw new MalformedQueryError(
      'identifiers must not start with a digit; surround the identifier with double quotes',
      position,
    );
  }
  if (!(node instanceof QuotedIdentifierContext)) return { text, position };
  const name = text.slice(1, -1).replaceAll('""', '"');
  if (name === '') throw new MalformedQueryError('Zero-length delimited identifier not allowed', position);
  return { text: name, position };
}

export function readPath(node: QualifiedNameContext): Name[] {
  return node.identifier().map(readName);
}

/** The text of a literal: quotes are doubled, `U&'…'` knows code points. */
export function readString(node: StringContext): string {
  if (node instanceof BasicStringLiteralContext) return unquote(node.STRING().getText());
  if (node instanceof UnicodeStringLiteralContext) {
    const mark = node.STRING();
    return decode(
      unquote(node.UNICODE_STRING().getText().slice(2)),
      mark ? unquote(mark.getText()) : '\\',
      positionOf(node),
    );
  }
  throw new MalformedQueryError('mismatched input', positionOf(node));
}

const unquote = (text: string): string => text.slice(1, -1).replaceAll("''", "'");

function decode(text: string, mark: string, position: Position): string {
  const wrong = (message: string) => new MalformedQueryError(message, position);
  if (mark.length !== 1 || mark === ' ' || /[0-9a-fA-F+"']/.test(mark) || (mark.codePointAt(0) ?? 0) < 0x20) {
    throw wrong('Invalid Unicode escape character');
  }
  let result = '';
  for (let at = 0; at < text.length; ) {
    if (text[at] !== mark) {
      result += text[at];
      at += 1;
      continue;
    }
    if (text[at + 1] === mark) {
      result += mark;
      at += 2;
      continue;
    }
    const long = text[at + 1] === '+';
    const digits = text.slice(at + (long ? 2 : 1), at + (long ? 8 : 5));
    if (!(long ? /^[0-9a-fA-F]{6}$/ : /^[0-9a-fA-F]{4}$/).test(digits))
      throw wrong('Incomplete escape sequence');
    const point = Number.parseInt(digits, 16);
    if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) {
      throw new StatementError('INVALID_LITERAL', `Invalid escaped character: ${digits}`, position);
    }
    result += String.fromCodePoint(point);
    at += long ? 8 : 5;
  }
  return result;
}

import { CaseInsightsError } from '../../errors.ts';

/** The rules of the guard, by the name an error gives them. */
export type GuardRule =
  | 'encoding'
  | 'size'
  | 'empty'
  | 'one-statement'
  | 'read-only'
  | 'syntax'
  | 'identifier'
  | 'function'
  | 'complexity';

/** Where something stands in a statement, both counted from 1 as Athena's own messages count them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The line and column of a UTF-16 offset; columns count code points, as the engine does. */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/u);
  return { line: before.length, column: [...(before.at(-1) ?? '')].length + 1 };
}

/** Quotes a piece of the caller's own statement for a message, cut so that the sentence stays one. */
export function excerpt(text: string): string {
  // By code points: half of a surrogate pair in a message is text that some clients cannot read.
  const start = [...text.slice(0, 80)].slice(0, 40).join('');
  const short = start.length < text.length ? `${start}…` : text;
  return `"${short.replace(/\s+/gu, ' ')}"`;
}

/** A `query_rejected` that names the rule and the place, and says what to send instead. */
export function rejection(rule: GuardRule, at: Position, sentence: string): CaseInsightsError {
  const place = `line ${at.line}:${at.column}`;
  return new CaseInsightsError('query_rejected', `${place}: ${sentence} (rule: ${rule})`, {
    details: [{ field: 'query', message: `rule ${rule} at ${place}` }],
  });
}

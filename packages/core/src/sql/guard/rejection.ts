import { CaseInsightsError } from '../../errors.ts';

/** The rules of the guard, by the name an error gives them. */
export type GuardRule =
  | 'encoding'
  | 'size'
  | 'empty'
  | 'one-statement'
  | 'read-only'
  | 'syntax'
  | 'dialect'
  | 'identifier'
  | 'function'
  | 'complexity';

/** Where something stands in a statement, both counted from 1 as Athena's own messages count them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** What is wrong with a piece of a statement, and what to write in its place. */
export interface Mistake {
  readonly position: Position;
  readonly sentence: string;
}

/** The line and column of a UTF-16 offset; columns count code points, as the engine does. */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/u);
  return { line: before.length, column: [...(before.at(-1) ?? '')].length + 1 };
}

/** Quotes a piece of the caller's own statement for a message, cut so that the sentence stays one. */
export function excerpt(text: string): string {
  // By code points: some clients cannot read a message that contains half of a surrogate pair.
  const start = [...text.slice(0, 80)].slice(0, 40).join('');
  const short = start.length < text.length ? `${start}…` : text;
  return `"${short.replace(/\s+/gu, ' ')}"`;
}

/** A `query_rejected` of the guard. */
export class Rejection extends CaseInsightsError {
  readonly rule: GuardRule;

  constructor(rule: GuardRule, at: Position, sentence: string) {
    const place = `line ${at.line}:${at.column}`;
    super('query_rejected', `${place}: ${sentence} (rule: ${rule})`, {
      details: [{ field: 'query', message: `rule ${rule} at ${place}` }],
    });
    this.rule = rule;
  }
}

/** A `query_rejected` that names the rule and the place, and says what to send instead. */
export function rejection(rule: GuardRule, at: Position, sentence: string): Rejection {
  return new Rejection(rule, at, sentence);
}

/** A `query_rejected` for mistakes found together, at least one, so that they can be corrected together. */
export function rejectionOf(
  rule: GuardRule,
  [first, ...others]: readonly [Mistake, ...Mistake[]],
): Rejection {
  const more = others.map(
    ({ position, sentence }) => `; line ${position.line}:${position.column}: ${sentence}`,
  );
  return rejection(rule, first.position, `${first.sentence}${more.join('')}`);
}

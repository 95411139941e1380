import { estimateTokens } from '../packing/token-estimate.ts';

// A model pays for every token of an answer, and hosts cut what is too long without saying so: an answer that would be
// longer than the deployment allows is shortened here instead, from the end, with a sentence that says so.

/** Tokens of an answer as the model reads it, estimated on its JSON. */
export function answerTokens(answer: unknown): number {
  return estimateTokens(JSON.stringify(answer));
}

/**
 * The answer with as many of the items as `maxTokens` hold, the first ones; with none where not even one fits. `build`
 * makes the answer of the items that stay.
 */
export function longestFitting<Item, Answer>(
  items: readonly Item[],
  maxTokens: number,
  build: (kept: readonly Item[]) => Answer,
): Answer {
  let fits = 0;
  let tooMany = items.length + 1;
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    if (answerTokens(build(items.slice(0, middle))) <= maxTokens) fits = middle;
    else tooMany = middle;
  }
  return build(items.slice(0, fits));
}

/**
 * The answer with as much of a text as `maxTokens` hold, cut between two characters. Lengths are in steps of a
 * thousandth of the text.
 */
export function longestTextFitting<Answer>(
  text: string,
  maxTokens: number,
  build: (kept: string) => Answer,
): Answer {
  const step = Math.max(1, Math.ceil(text.length / 1_000));
  const parts = Array.from({ length: Math.ceil(text.length / step) }, (_, part) =>
    text.slice(part * step, (part + 1) * step),
  );
  return longestFitting(parts, maxTokens, (kept) => build(withoutHalfCharacter(kept.join(''))));
}

/** A text of at most so many characters, with an ellipsis where it was cut. */
export function cutText(text: string, characters: number): string {
  return text.length <= characters ? text : `${withoutHalfCharacter(text.slice(0, characters))}…`;
}

/** Without an unpaired surrogate at its end. */
function withoutHalfCharacter(text: string): string {
  return /[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text;
}

/** Two notes as one, in their order. */
export function joinNotes(...notes: readonly (string | undefined)[]): string {
  return notes.filter((note) => note !== undefined && note !== '').join(' ');
}

/** `20,000 tokens` */
export function tokensInWords(tokens: number): string {
  return `${tokens.toLocaleString('en')} tokens`;
}

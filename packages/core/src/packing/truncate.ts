/** The guide's limit of one summary, in UTF-16 code units. The template that writes summaries aims at 650. */
export const SUMMARY_LIMIT = 700;

/** A sentence that ends in the last 30 % of the room is a better place to stop than the middle of a word. */
const SENTENCE_ROOM = 0.3;

/** Marks that end a sentence in running text of any script; the Latin ones only before a blank. */
const ENDS_ANYWHERE = '。！？｡؟۔।॥።။។';
const ENDS_BEFORE_BLANK = '.!?…';
/** What may still belong to the sentence after its mark. */
const CLOSING = '"\'”’»)]』」）】';

/** More than the longest grapheme in real text (a family emoji of 11 code units, stacked marks). */
const GRAPHEME_REACH = 64;

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * The text itself when it has at most `limit` UTF-16 code units, else its beginning: up to the last sentence end in
 * the last 30 % of the room, or else as many whole characters as leave room for an ellipsis. Never longer than
 * `limit`; no surrogate pair or grapheme is split.
 */
export function truncate(text: string, limit: number = SUMMARY_LIMIT): string {
  if (text.length <= limit) return text;
  const sentence = sentenceEnd(text, Math.ceil(limit * (1 - SENTENCE_ROOM)), limit);
  if (sentence !== undefined) return text.slice(0, sentence);
  return `${text.slice(0, graphemeBoundary(text, limit - 1)).trimEnd()}…`;
}

/** Where the last sentence that ends within `from` and `to` ends, closing quotes included. */
function sentenceEnd(text: string, from: number, to: number): number | undefined {
  for (let index = to - 1; index >= from; index--) {
    const mark = text.charAt(index);
    const anywhere = ENDS_ANYWHERE.includes(mark);
    if (!anywhere && !ENDS_BEFORE_BLANK.includes(mark)) continue;
    let end = index + 1;
    while (end < to && CLOSING.includes(text.charAt(end))) end++;
    if (!anywhere && !isBlank(text.charAt(end))) continue;
    if (graphemeBoundary(text, end) === end) return end;
  }
  return undefined;
}

/** An empty string, past the end of the text, counts as a blank. */
function isBlank(character: string): boolean {
  return character.trim() === '';
}

/**
 * The last place at or before `index` between two graphemes. Only the surroundings are segmented: segmenting a whole
 * summary costs over half a millisecond. A run of marks longer than any writing has (64 code units) may be cut, but
 * never inside a surrogate pair.
 */
function graphemeBoundary(text: string, index: number): number {
  if (isPlain(text.charCodeAt(index - 1)) && isPlain(text.charCodeAt(index))) return index;
  const from = pairBoundary(text, Math.max(0, index - GRAPHEME_REACH));
  const to = Math.min(text.length, index + GRAPHEME_REACH);
  const start = graphemes.segment(text.slice(from, to)).containing(index - from)?.index ?? 0;
  return start > 0 || from === 0 ? from + start : pairBoundary(text, index);
}

/** Printable ASCII never joins with a neighbour of the same kind. */
function isPlain(codeUnit: number): boolean {
  return codeUnit >= 0x20 && codeUnit < 0x7f;
}

function pairBoundary(text: string, index: number): number {
  // A code point of two units that starts one unit before goes on at `index`.
  return (text.codePointAt(index - 1) ?? 0) > 0xffff ? index - 1 : index;
}

import { randomBytes } from 'node:crypto';

/**
 * Characters that no summary needs and a model might misread: control characters except tab and line breaks, and all
 * that Unicode tells renderers to show as nothing (zero-width and bidirectional controls, fillers, the tag characters
 * and variation selectors that can spell out hidden instructions). Joiners and the selectors of emoji stay, since
 * Persian, Hindi and emoji need them; so do Mongolian ones.
 */
const INVISIBLE =
  /[^\P{Cc}\t\n\r]|[\u2028\u2029\ufff9-\ufffb]|(?!\u200c|\u200d|[\u180b-\u180f]|[\ufe00-\ufe0f])\p{Default_Ignorable_Code_Point}/gu;

/** A run of those that stay is one selector and one joiner at most: longer runs can spell out text too. */
const JOINERS = /(?:\u200c|\u200d|[\ufe00-\ufe0f]){2,}/gu;

/** Three or more angle brackets of any width, which would resemble the lines that open and close the fence. */
const BRACKETS = /[<＜﹤‹«〈《≪⟨⟪]{3,}|[>＞﹥›»〉》≫⟩⟫]{3,}/g;

/**
 * The name between whose markers data stands in one prompt: 96 random bits, made per request, so that no text
 * written before can close the fence.
 */
export function makeMarker(): string {
  return `DATA-${randomBytes(12).toString('hex')}`;
}

/**
 * A marker for plans, never for a request: its digits and letters alternate, so that no marker is estimated at more
 * tokens, and what was planned to fit does.
 */
export const COSTLIEST_MARKER = `DATA-${'a1'.repeat(12)}`;

/** The text made safe for the fence: the same words, without anything that resembles the fence or is invisible. */
export function fenced(text: string, marker: string): string {
  return text
    .replaceAll(INVISIBLE, '')
    .replaceAll(
      JOINERS,
      (run) => `${/[\ufe00-\ufe0f]/u.exec(run)?.[0] ?? ''}${/\u200c|\u200d/u.exec(run)?.[0] ?? ''}`,
    )
    .replaceAll(marker, '…') // removing it could join two halves to a new one
    .replaceAll(BRACKETS, (run) => run.slice(0, 2));
}

/**
 * Text of a case on one line: a line break in it could begin what looks like the heading of another case, or of the
 * part that follows.
 */
export function oneLine(text: string): string {
  return text
    .split(/[\n-\r\u0085\u2028\u2029]+/u)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}

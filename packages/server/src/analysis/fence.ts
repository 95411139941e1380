import { randomBytes } from 'node:crypto';

/**
 * Characters that no summary needs and a model might misread: control characters except tab and line breaks,
 * zero-width and bidirectional controls, and the invisible tag characters that can spell out hidden instructions.
 * Joiners stay, since Persian, Hindi and emoji need them.
 */
const INVISIBLE = /[^\P{Cc}\t\n\r]|[\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

/** Three or more angle brackets of any width, which would resemble the lines that open and close the fence. */
const BRACKETS = /[<＜﹤‹«〈《≪⟨⟪]{3,}|[>＞﹥›»〉》≫⟩⟫]{3,}/g;

/**
 * The name between whose markers data stands in one prompt: 96 random bits, made per request, so that no text
 * written before can close the fence.
 */
export function makeMarker(): string {
  return `DATA-${randomBytes(12).toString('hex')}`;
}

/** The text made safe for the fence: the same words, without anything that resembles the fence or is invisible. */
export function fenced(text: string, marker: string): string {
  return text
    .replaceAll(INVISIBLE, '')
    .replaceAll(marker, '…') // removing it could join two halves to a new one
    .replaceAll(BRACKETS, (run) => run.slice(0, 2));
}

/**
 * What one character of a script costs in tokens. Fitted, like the word costs beside the estimator, against the
 * larger count of two public tokenizers (cl100k_base and Claude 2's) on the corpus in `bench/corpus` and on package
 * documentation, error messages in 58 languages and random data; `pnpm bench` prints how well it does.
 */
interface Script {
  readonly tokens: number;
  /** Inclusive ranges of UTF-16 code units. */
  readonly ranges: readonly (readonly [number, number])[];
}

const SCRIPTS: readonly Script[] = [
  // Letters of Latin words beyond ASCII: these come on top of the word they stand in.
  {
    tokens: 0.95,
    ranges: [
      [0x00c0, 0x024f],
      [0x0300, 0x036f],
    ],
  },
  // Vietnamese: a vowel with two marks is three bytes, and rarely merged.
  { tokens: 2.29, ranges: [[0x1e00, 0x1eff]] },
  { tokens: 0.69, ranges: [[0x0400, 0x052f]] }, // Cyrillic
  {
    tokens: 1.38,
    ranges: [
      [0x0370, 0x03ff],
      [0x1f00, 0x1fff],
    ],
  }, // Greek
  { tokens: 1.19, ranges: [[0x0590, 0x05ff]] }, // Hebrew
  { tokens: 1.38, ranges: [[0x0600, 0x06ff]] }, // Arabic, Persian, Urdu
  { tokens: 1.42, ranges: [[0x0900, 0x097f]] }, // Devanagari
  {
    tokens: 2.72,
    ranges: [
      [0x0980, 0x0a7f],
      [0x0b00, 0x0dff],
    ],
  }, // other scripts of India: Bengali, Tamil, Telugu, …
  { tokens: 1.85, ranges: [[0x0e00, 0x0e7f]] }, // Thai
  {
    tokens: 3.13,
    ranges: [
      [0x0a80, 0x0aff],
      [0x0e80, 0x109f],
      [0x1200, 0x17ff],
    ],
  }, // Gujarati, Lao, Tibetan, Burmese, Ethiopic, Khmer, …
  {
    tokens: 2.24,
    ranges: [
      [0x0530, 0x058f],
      [0x10a0, 0x10ff],
    ],
  }, // Armenian, Georgian
  {
    tokens: 1.4,
    ranges: [
      [0x1100, 0x11ff],
      [0xac00, 0xd7af],
    ],
  }, // Hangul
  { tokens: 0.94, ranges: [[0x3040, 0x30ff]] }, // Kana
  {
    tokens: 1.48,
    ranges: [
      [0x2e80, 0x2fff],
      [0x3400, 0x9fff],
      [0xf900, 0xfaff],
    ],
  }, // Han
  { tokens: 0.51, ranges: [[0x2000, 0x206f]] }, // typographic punctuation
  {
    tokens: 0.37,
    ranges: [
      [0x3000, 0x303f],
      [0xff00, 0xff65],
    ],
  }, // punctuation of East Asia
  {
    tokens: 0.94,
    ranges: [
      [0x0080, 0x00bf],
      [0x2070, 0x2bff],
    ],
  }, // signs, arrows, boxes
  {
    tokens: 1.04,
    ranges: [
      [0x200d, 0x200d],
      [0xfe00, 0xfe0f],
    ],
  }, // joiners and variation selectors inside emoji
];

/** Anything not listed: characters of two or three bytes, of which little is merged. */
const UNLISTED_TOKENS = 2.5;

/** An astral character (emoji, rare Han): four bytes. */
export const ASTRAL_TOKENS = 3.45;

/** A script for each code unit, so that a character costs one look-up whatever its script. */
const scriptOf = new Uint8Array(0x10000);
SCRIPTS.forEach(({ ranges }, index) => {
  for (const [from, to] of ranges) scriptOf.fill(index + 1, from, to + 1);
});
const tokensOf = Float64Array.from([UNLISTED_TOKENS, ...SCRIPTS.map(({ tokens }) => tokens)]);

/** Tokens of one UTF-16 code unit outside ASCII, as an average over running text of its script. */
export function characterTokens(codeUnit: number): number {
  return tokensOf[scriptOf[codeUnit] ?? 0] ?? UNLISTED_TOKENS;
}

/** Whether a code unit outside ASCII is a letter or mark inside a Latin word. */
export function isLatinLetter(codeUnit: number): boolean {
  return (
    (codeUnit >= 0x00c0 && codeUnit <= 0x024f) ||
    (codeUnit >= 0x0300 && codeUnit <= 0x036f) ||
    (codeUnit >= 0x1e00 && codeUnit <= 0x1eff)
  );
}

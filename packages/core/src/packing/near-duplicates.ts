import type { PackableCase } from './packable-case.ts';

/**
 * Groups summaries that say the same in nearly the same words, as many accounts do when they report one event.
 *
 * A summary is taken apart into words; each run with a digit in it (ids, dates, amounts, instance types) is one and
 * the same word, and so is each character of a script that writes without blanks. Every pair of neighbouring words is hashed, the hash
 * names one of 64 bins, and each bin keeps its smallest hash (one-permutation MinHash): the share of bins in which two
 * summaries agree estimates the share of word pairs they have in common. Ten bands of three bins find candidates; one
 * that agrees in at least 60 % of its bins joins the group of the first summary found, which stands for the group.
 *
 * Only summaries of one service are grouped. Each summary is looked at once and compared with at most ten others, so
 * the work grows with the text and nothing else.
 */
const BINS = 64;
const BIN_SHIFT = 26; // the upper six bits of a 32-bit hash name the bin
const BANDS = 10;
const ROWS = 3;
const SAME_FROM = 0.6;

/** The bin of which no pair of words took possession. No hash reaches it, since the bin's own bits are masked out. */
const EMPTY = 0xffffffff;
const VALUE_MASK = 0x03ffffff;

/** Cases whose summaries are near-duplicates; the first stands for all. */
export type CaseGroup = readonly [PackableCase, ...PackableCase[]];

/** Groups in the order of their first case; cases in a group in the order they came. */
export function groupNearDuplicates(cases: readonly PackableCase[]): CaseGroup[] {
  const groups: { readonly sketch: Uint32Array; readonly cases: [PackableCase, ...PackableCase[]] }[] = [];
  const groupOfBand = new Map<number, number>();
  const sketch = new Uint32Array(BINS);
  const bands = new Uint32Array(BANDS);
  for (const item of cases) {
    sketchOf(item.summary, sketch);
    bandsOf(sketch, hashOf(item.service ?? ''), bands);
    const found = findGroup(sketch, bands);
    if (found !== undefined) {
      groups[found]?.cases.push(item);
      continue;
    }
    for (const band of bands) {
      if (!groupOfBand.has(band)) groupOfBand.set(band, groups.length);
    }
    groups.push({ sketch: sketch.slice(), cases: [item] });
  }
  return groups.map((group) => group.cases);

  function findGroup(sketch: Uint32Array, bands: Uint32Array): number | undefined {
    let last = -1;
    for (const band of bands) {
      const candidate = groupOfBand.get(band);
      if (candidate === undefined || candidate === last) continue;
      last = candidate;
      const other = groups[candidate];
      if (other !== undefined && agreement(sketch, other.sketch) >= SAME_FROM) return candidate;
    }
    return undefined;
  }
}

/** The share of bins that agree among those that either side has filled; 1 for two texts without any words. */
function agreement(a: Uint32Array, b: Uint32Array): number {
  let filled = 0;
  let same = 0;
  for (let bin = 0; bin < BINS; bin++) {
    if (a[bin] === EMPTY && b[bin] === EMPTY) continue;
    filled++;
    if (a[bin] === b[bin]) same++;
  }
  return filled === 0 ? 1 : same / filled;
}

function bandsOf(sketch: Uint32Array, seed: number, bands: Uint32Array): void {
  for (let band = 0; band < BANDS; band++) {
    let hash = mix(seed ^ (band + 1));
    for (let row = 0; row < ROWS; row++) hash = mix(hash ^ (sketch[band * ROWS + row] ?? EMPTY));
    bands[band] = hash;
  }
}

/** Fills `sketch` from the pairs of neighbouring words of `text`, the edges counting as words of their own. */
function sketchOf(text: string, sketch: Uint32Array): void {
  sketch.fill(EMPTY);
  let before = EDGE;
  let word = NO_WORD;
  let masked = false;
  for (let index = 0; index <= text.length; index++) {
    const code = index < text.length ? text.charCodeAt(index) : SPACE;
    const kind = code < 0x80 ? (kindOfAscii[code] ?? BREAK) : kindBeyondAscii(code);
    if (kind === LETTER) {
      word = Math.imul(word ^ foldCase(code), FNV_PRIME);
      continue;
    }
    if (kind === DIGIT) {
      masked = true;
      continue;
    }
    if (masked || word !== NO_WORD) {
      const finished = masked ? MASKED : word;
      // "id 123-456" and "id 123" are one: a masked word after a masked word adds nothing.
      if (finished !== MASKED || before !== MASKED) {
        add(sketch, before, finished);
        before = finished;
      }
      word = NO_WORD;
      masked = false;
    }
    if (kind === ALONE) {
      const finished = Math.imul(NO_WORD ^ code, FNV_PRIME);
      add(sketch, before, finished);
      before = finished;
    }
  }
  if (before !== EDGE) add(sketch, before, EDGE);
}

function add(sketch: Uint32Array, before: number, word: number): void {
  const hash = mix(Math.imul(before, 31) ^ word);
  const bin = hash >>> BIN_SHIFT;
  const value = hash & VALUE_MASK;
  if (value < (sketch[bin] ?? EMPTY)) sketch[bin] = value;
}

const SPACE = 0x20;
const FNV_PRIME = 0x01000193;
const NO_WORD = 0x811c9dc5 | 0;
const EDGE = 1;
const MASKED = 2;

const BREAK = 0;
const LETTER = 1;
const DIGIT = 2;
const ALONE = 3;
const kindOfAscii = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[a-z]/i.test(character)) return LETTER;
  return /[0-9]/.test(character) ? DIGIT : BREAK;
});

function kindBeyondAscii(code: number): number {
  if (code < 0xc0 || (code >= 0x2000 && code <= 0x206f) || (code >= 0x3000 && code <= 0x303f)) return BREAK;
  if (code >= 0xff00 && code <= 0xff65) return BREAK;
  // Thai to Khmer, kana, Han and emoji: no blanks between words.
  const unspaced =
    (code >= 0x0e00 && code <= 0x109f) ||
    (code >= 0x1780 && code <= 0x17ff) ||
    (code >= 0x2e80 && code <= 0x9fff) ||
    code >= 0xd800;
  return unspaced ? ALONE : LETTER;
}

function foldCase(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code | 0x20 : code;
}

function hashOf(text: string): number {
  let hash = NO_WORD;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), FNV_PRIME);
  return hash;
}

/** Spreads every bit over all others (the finaliser of MurmurHash3). */
function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

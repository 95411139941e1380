import type { PackableCase } from './packable-case.ts';

/**
 * Groups summaries that say the same in nearly the same words, as many accounts do when they report one event.
 *
 * A summary is split into words; every run with a digit in it (ids, dates, amounts, instance types) becomes one and
 * the same word, and each character of a script that writes without blanks is a word. Every pair of neighbouring words
 * is hashed, the hash names one of 32 bins, and each bin keeps its smallest hash (one-permutation MinHash): the share
 * of bins in which two summaries agree estimates the share of word pairs they have in common. Six bands of three bins
 * find candidates; one that agrees in at least 60 % of its bins joins the group of the first summary found, which
 * stands for the group.
 *
 * Only summaries of one service are grouped. Each summary is read once and compared with at most six others, so
 * the work is linear in the text.
 */
const BINS = 32;
const BIN_SHIFT = 27; // the upper five bits of a 32-bit hash name the bin
const BANDS = 6;
const ROWS = 3;
const SAME_FROM = 0.6;

/** The value of an empty bin. No hash reaches it, since the bin's own bits are masked out. */
const EMPTY = 0xffffffff;
const VALUE_MASK = 0x07ffffff;

/** Cases whose summaries are near-duplicates; the first represents all. */
export type CaseGroup = readonly [PackableCase, ...PackableCase[]];

/** Groups in the order of their first case; cases in a group in the order they came. */
export function groupNearDuplicates(cases: readonly PackableCase[]): CaseGroup[] {
  const groups: [PackableCase, ...PackableCase[]][] = [];
  // The sketches of all groups in sequence, followed by the one being computed.
  const sketches = new Uint32Array((cases.length + 1) * BINS);
  const index = new BandIndex(cases.length * BANDS);
  const bands = new Uint32Array(BANDS);
  for (const item of cases) {
    const sketch = sketches.subarray(groups.length * BINS, (groups.length + 1) * BINS);
    draw(item.summary, sketch);
    bandsOf(sketch, hashOf(item.service ?? ''), bands);
    const found = findGroup(bands, groups.length);
    if (found !== undefined) {
      groups[found]?.push(item);
      continue;
    }
    for (const band of bands) index.add(band, groups.length);
    groups.push([item]);
  }
  return groups;

  function findGroup(bands: Uint32Array, drawn: number): number | undefined {
    let last = -1;
    for (const band of bands) {
      const candidate = index.find(band);
      if (candidate === undefined || candidate === last) continue;
      last = candidate;
      if (agreement(sketches, drawn * BINS, candidate * BINS) >= SAME_FROM) return candidate;
    }
    return undefined;
  }
}

/**
 * The group that first had a band: an open hash table of numbers. A Map does the same, but takes several times as
 * long per band once it holds a million of them.
 */
class BandIndex {
  readonly #mask: number;
  /** Places of two numbers: a band, and one more than its group; 0 there is a free place. */
  readonly #places: Uint32Array;

  constructor(capacity: number) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(2, capacity * 1.5)));
    this.#mask = size - 1;
    this.#places = new Uint32Array(size * 2);
  }

  find(band: number): number | undefined {
    const group = this.#places[this.#place(band) + 1] ?? 0;
    return group === 0 ? undefined : group - 1;
  }

  /** Keeps the first group that has the band. */
  add(band: number, group: number): void {
    const place = this.#place(band);
    if (this.#places[place + 1] !== 0) return;
    this.#places[place] = band;
    this.#places[place + 1] = group + 1;
  }

  /** Where the band is, or where it would go. */
  #place(band: number): number {
    let place = band & this.#mask;
    while (this.#places[place * 2 + 1] !== 0 && this.#places[place * 2] !== band)
      place = (place + 1) & this.#mask;
    return place * 2;
  }
}

/** The share of bins that agree among those that either side has filled; 1 for two texts without any words. */
function agreement(sketches: Uint32Array, a: number, b: number): number {
  let filled = 0;
  let same = 0;
  for (let bin = 0; bin < BINS; bin++) {
    const value = sketches[a + bin];
    const equal = value === sketches[b + bin];
    if (equal && value === EMPTY) continue;
    filled++;
    if (equal) same++;
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
function draw(text: string, sketch: Uint32Array): void {
  sketch.fill(EMPTY);
  let before = EDGE;
  let position = 0;
  while (position < text.length) {
    const code = text.charCodeAt(position);
    const kind = kindOf(code);
    if (kind === BREAK) {
      position++;
      continue;
    }
    let word = Math.imul(NO_WORD ^ (code | FOLD), FNV_PRIME);
    position++;
    if (kind !== ALONE) {
      let masked = kind === DIGIT;
      for (; position < text.length; position++) {
        const next = text.charCodeAt(position);
        const nextKind = kindOf(next);
        if (nextKind === LETTER) word = Math.imul(word ^ (next | FOLD), FNV_PRIME);
        else if (nextKind === DIGIT) masked = true;
        else break;
      }
      if (masked) word = MASKED;
    }
    // "id 123-456" and "id 123" are one: a masked word after a masked word adds nothing.
    if (word === MASKED && before === MASKED) continue;
    add(sketch, before, word);
    before = word;
  }
  if (before !== EDGE) add(sketch, before, EDGE);
}

function add(sketch: Uint32Array, before: number, word: number): void {
  const hash = mix(Math.imul(before, 31) ^ word);
  const bin = hash >>> BIN_SHIFT;
  const value = hash & VALUE_MASK;
  if (value < (sketch[bin] ?? EMPTY)) sketch[bin] = value;
}

/** The bit in which a lower case letter of ASCII differs from its upper case. */
const FOLD = 0x20;
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

function kindOf(code: number): number {
  return code < 0x80 ? (kindOfAscii[code] ?? BREAK) : kindBeyondAscii(code);
}

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

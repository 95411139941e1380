import { ASTRAL_TOKENS, characterTokens, isLatinLetter } from './scripts.ts';

/** Tokens of a run of Latin letters: so much for the word, so much for each letter of it. */
interface WordCost {
  readonly word: number;
  readonly letter: number;
}

// Each kind of word splits differently: an English word is nearly always one token, a Polish one falls apart, and
// Romance and most Germanic languages, which vocabularies know well, lie between.
const ENGLISH: WordCost = { word: 0.64, letter: 0.077 };
const FAMILIAR: WordCost = { word: 0, letter: 0.4 };
const OTHER_LATIN: WordCost = { word: 0.7, letter: 0.345 };
/** A word inside a path, a dotted or hyphenated name, a URL. */
const IDENTIFIER: WordCost = { word: 0.83, letter: 0.02 };
const UPPER_CASE: WordCost = { word: 0.71, letter: 0.2 };
/** camelCase, by the pieces it falls into. */
const CAMEL_CASE: WordCost = { word: 0.36, letter: 0.11 };

/** Letters and digits in one run, as in base64, hashes and resource ids: so much for each change between them. */
const MIXED = { change: 0.6, letter: 0.53, digit: 0.25 };
const DIGIT = 0.43;
/** ASCII punctuation: the first mark of a run, each other mark after it, each repetition of the same one. */
const PUNCTUATION = { first: 1.38, next: 0.03, repeated: 0.12 };
const LINE_BREAK = 1.27;
const INDENTATION = 0.08;

/**
 * The language is decided again after this many code units, at the end of a line if there is one nearby, so that a
 * mixed text is estimated as a mixture.
 */
const BLOCK = { atLineEnd: 256, atMost: 1024 };
/** The share of these words from which on a block counts as wholly in the language. */
const ENGLISH_SHARE = 0.18;
const FAMILIAR_SHARE = 0.25;

const ENGLISH_WORDS = wordKeys(
  'the of and to in was for with a is that on not by from as an be were are this it or at which had after have has can when but they you your if no we our will',
);
const FAMILIAR_WORDS = wordKeys(
  'de la que el en los las un una del por con para se su al lo y es le les des et une du dans est pour sur par il o os as do da em um uma com e che di per della dei sono und das ist mit dem ein eine auf nicht auch sich och att som av inte till med har',
);
const LONGEST_KEYED_WORD = 5;

const OTHER = 0;
const LOWER = 1;
const UPPER = 2;
const DIGITS = 3;
const kindOfAscii = Uint8Array.from({ length: 128 }, (_, code) => {
  if (code >= 0x61 && code <= 0x7a) return LOWER;
  if (code >= 0x41 && code <= 0x5a) return UPPER;
  return code >= 0x30 && code <= 0x39 ? DIGITS : OTHER;
});

const SPACE = 0x20;
const LINE_FEED = 0x0a;

/**
 * How many tokens a model will count for `text`: an estimate that is at or a little above the true number, since
 * being under costs a refused call. One pass, no regular expression, a few nanoseconds a character.
 */
export function estimateTokens(text: string): number {
  const tally = new Tally();
  let position = 0;
  let block = 0;
  while (position < text.length) {
    const length = position - block;
    if (length >= BLOCK.atMost || (length >= BLOCK.atLineEnd && text.charCodeAt(position) === LINE_FEED)) {
      tally.closeBlock();
      block = position;
    }
    position = tally.read(text, position);
  }
  tally.closeBlock();
  return Math.ceil(tally.tokens);
}

/** The running sum, and the words of the present block, whose price depends on the language they turn out to be in. */
class Tally {
  tokens = 0;
  #words = 0;
  #letters = 0;
  #english = 0;
  #familiar = 0;

  /** Counts the word, mark or blank at `start` and returns where the next begins. */
  read(text: string, start: number): number {
    const code = text.charCodeAt(start);
    if (kindOf(code) !== OTHER) return this.#readWord(text, start);
    if (code >= 0x80) return this.#readCharacter(text, start, code);
    const end = endOfRepetition(text, start, code);
    if (code === SPACE) {
      if (end - start > 1) this.tokens += INDENTATION;
    } else if (code < SPACE) {
      this.tokens += LINE_BREAK;
    } else {
      this.tokens += isPunctuation(text.charCodeAt(start - 1)) ? PUNCTUATION.next : PUNCTUATION.first;
      this.tokens += PUNCTUATION.repeated * (end - start - 1);
    }
    return end;
  }

  /** Counts the tokens of the block's words by the language that its most common words indicate. */
  closeBlock(): void {
    if (this.#words > 0) {
      const english = Math.min(1, this.#english / this.#words / ENGLISH_SHARE);
      const familiar = Math.min(1 - english, this.#familiar / this.#words / FAMILIAR_SHARE);
      const other = 1 - english - familiar;
      this.tokens +=
        this.#words * (english * ENGLISH.word + familiar * FAMILIAR.word + other * OTHER_LATIN.word) +
        this.#letters * (english * ENGLISH.letter + familiar * FAMILIAR.letter + other * OTHER_LATIN.letter);
    }
    this.#words = this.#letters = this.#english = this.#familiar = 0;
  }

  #readCharacter(text: string, start: number, code: number): number {
    if (code >= 0xd800 && code <= 0xdbff && isLowSurrogate(text.charCodeAt(start + 1))) {
      this.tokens += ASTRAL_TOKENS;
      return start + 2;
    }
    this.tokens += characterTokens(code);
    return start + 1;
  }

  /** Most words are lower case but for their first letter; a fast check recognises them, a slower one the others. */
  #readWord(text: string, start: number): number {
    let end = start + 1;
    let code = text.charCodeAt(end);
    while (code >= 0x61 && code <= 0x7a) code = text.charCodeAt(++end);
    if (kindOf(code) !== OTHER || !isAsciiLetter(text.charCodeAt(start)))
      return this.#readUnusualWord(text, start);
    const letters = end - start;
    if (isJoined(text, start, end)) {
      this.tokens += IDENTIFIER.word + letters * IDENTIFIER.letter;
    } else {
      this.#addWord(text, start, letters);
    }
    return end;
  }

  /** A word of prose without letters beyond ASCII. Short ones may indicate the language. */
  #addWord(text: string, start: number, letters: number): void {
    this.#words++;
    this.#letters += letters;
    if (letters > LONGEST_KEYED_WORD) return;
    let key = 0;
    for (let index = start; index < start + letters; index++) key = wordKey(key, text.charCodeAt(index));
    if (ENGLISH_WORDS.has(key)) this.#english++;
    else if (FAMILIAR_WORDS.has(key)) this.#familiar++;
  }

  #readUnusualWord(text: string, start: number): number {
    let end = start;
    let letters = 0;
    let digits = 0;
    let uppers = 0;
    let changes = 0;
    let plain = true;
    let before = OTHER;
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end);
      const kind = kindOf(code);
      if (kind === OTHER) break;
      if (kind === DIGITS) digits++;
      else letters++;
      if (kind === UPPER) uppers++;
      if (code >= 0x80) {
        plain = false;
        this.tokens += characterTokens(code);
      }
      if (
        before !== OTHER &&
        ((before === DIGITS) !== (kind === DIGITS) || (before === LOWER && kind === UPPER))
      ) {
        changes++;
      }
      before = kind;
    }
    if (digits > 0) {
      this.tokens +=
        letters === 0
          ? digits * DIGIT
          : changes * MIXED.change + letters * MIXED.letter + digits * MIXED.digit;
    } else if (changes > 0) {
      this.tokens += (changes + 1) * CAMEL_CASE.word + letters * CAMEL_CASE.letter;
    } else if (uppers > 1) {
      this.tokens += UPPER_CASE.word + letters * UPPER_CASE.letter;
    } else if (plain && isJoined(text, start, end)) {
      this.tokens += IDENTIFIER.word + letters * IDENTIFIER.letter;
    } else if (plain) {
      this.#addWord(text, start, letters);
    } else {
      this.#words++;
      this.#letters += letters;
    }
    return end;
  }
}

function kindOf(code: number): number {
  if (code < 0x80) return kindOfAscii[code] ?? OTHER;
  return isLatinLetter(code) ? LOWER : OTHER;
}

function isAsciiLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
}

function isPunctuation(code: number): boolean {
  return code > SPACE && code < 0x7f && kindOfAscii[code] === OTHER;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

function endOfRepetition(text: string, start: number, code: number): number {
  let end = start + 1;
  while (end < text.length && text.charCodeAt(end) === code) end++;
  return end;
}

/** Whether punctuation ties the word to its neighbours, as in `s3.amazonaws.com` and unlike a word of prose. */
function isJoined(text: string, start: number, end: number): boolean {
  return (
    !opensWord(text.charCodeAt(start - 1)) || !closesWord(text.charCodeAt(end), text.charCodeAt(end + 1))
  );
}

/** NaN, the code before a text's first or after its last character, opens and closes like a blank. */
function opensWord(code: number): boolean {
  return !(code > SPACE && code < 0x80) || code === 0x28 || code === 0x22;
}

/** A blank closes a word, and so does a mark of prose that is followed by a blank or by more of them. */
function closesWord(code: number, next: number): boolean {
  if (!(code > SPACE && code < 0x80)) return true;
  return (
    PROSE_MARKS.includes(code) &&
    (!(next > SPACE && next < 0x80) || PROSE_MARKS.includes(next) || next === 0x73)
  );
}

const PROSE_MARKS = [...',.):;?!\'"'].map((mark) => mark.charCodeAt(0));

/** Five bits a letter make a word of up to five letters one small integer, whatever its case. */
function wordKey(key: number, code: number): number {
  return key * 32 + (code & 31);
}

function wordKeys(words: string): ReadonlySet<number> {
  return new Set(
    words.split(' ').map((word) => [...word].reduce((key, letter) => wordKey(key, letter.charCodeAt(0)), 0)),
  );
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SUMMARY_LIMIT, truncate } from './truncate.ts';

const HALF_A_PAIR = /\p{Surrogate}/u;

const graphemes = (text: string) =>
  [...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)].map(({ segment }) => segment);

describe('truncate', () => {
  it('leaves a text alone that fits', () => {
    const text = 'x'.repeat(SUMMARY_LIMIT);
    expect(truncate(text)).toBe(text);
  });

  it.each([
    [
      'Latin',
      'First sentence goes here. Second one is short. Third never fits',
      50,
      'First sentence goes here. Second one is short.',
    ],
    [
      'a quoted sentence',
      'He said "it is down now." Then the line went dead',
      32,
      'He said "it is down now."',
    ],
    [
      'Japanese',
      '接続できません。設定を変更しました。回復しません',
      20,
      '接続できません。設定を変更しました。',
    ],
    ['Hindi', 'समस्या हल हो गई। धन्यवाद आपका बहुत', 20, 'समस्या हल हो गई।'],
    ['Arabic', 'هل تم حل المشكلة؟ نعم لقد انتهى', 20, 'هل تم حل المشكلة؟'],
    ['a line break after the mark', 'It works again.\nThank you very much', 20, 'It works again.'],
  ])('ends at a sentence end in the last 30 %%: %s', (_, text, limit, expected) => {
    expect(truncate(text, limit)).toBe(expected);
  });

  it.each([
    ['a sentence end before the last 30 %', 'Down. The service stays down', 20, 'Down. The service s…'],
    ['a dot inside a name', 'Requests to s3.amazonaws.com were refused', 28, 'Requests to s3.amazonaws.co…'],
    ['no room after a blank', 'one two three', 9, 'one two…'],
  ])('otherwise cuts the text and says so with an ellipsis: %s', (_, text, limit, expected) => {
    expect(truncate(text, limit)).toBe(expected);
  });

  it.each([
    ['a surrogate pair', 'aaaa😀bbbb', 6, 'aaaa…'],
    ['a family', 'ab👨‍👩‍👧‍👦cd', 8, 'ab…'],
    ['a flag', 'ab🇩🇪🇯🇵cd', 8, 'ab🇩🇪…'],
    ['a letter and its mark', 'abce\u0301fgh', 5, 'abc…'],
    ['a Hangul syllable in parts', 'ab\u1112\u1161\u11abcd', 5, 'ab…'],
    ['Devanagari', 'कक्षि।', 4, 'क…'],
  ])('does not split %s', (_, text, limit, expected) => {
    expect(truncate(text, limit)).toBe(expected);
  });

  it('never exceeds the limit, and returns a beginning of the text made of whole graphemes', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 60 }), (value, limit) => {
        const cut = truncate(value, limit);
        if (cut === value) return value.length <= limit;
        const kept = cut.endsWith('…') && !value.startsWith(cut) ? cut.slice(0, -1) : cut;
        const whole = graphemes(value);
        const boundaries = new Set(whole.map((_, index) => whole.slice(0, index).join('').trimEnd()));
        return cut.length <= limit && (boundaries.has(kept) || boundaries.has(kept.trimEnd()));
      }),
      { numRuns: 500 },
    );
  });

  it.each(['a', '.', '"', '\u0301', '\u200d', '😀', '🇩🇪', '👨‍👩‍👧‍👦', ' ', '.)', '\ud83d'])(
    'cuts a line of a megabyte of %j',
    (piece) => {
      const cut = truncate(piece.repeat(Math.ceil(1_000_000 / piece.length)));
      expect(cut.length).toBeLessThanOrEqual(SUMMARY_LIMIT);
      expect(HALF_A_PAIR.test(cut)).toBe(HALF_A_PAIR.test(piece));
    },
  );
});

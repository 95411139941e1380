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

  it.each([...'。！？｡؟۔।॥።។'])('ends at %s whatever follows it', (mark) => {
    expect(truncate(`${'x'.repeat(16)}${mark}${'y'.repeat(9)}`, 20)).toBe(`${'x'.repeat(16)}${mark}`);
  });

  it.each([...'.!?…'])('ends at %s before a blank alone', (mark) => {
    expect(truncate(`${'x'.repeat(16)}${mark} ${'y'.repeat(9)}`, 20)).toBe(`${'x'.repeat(16)}${mark}`);
    const unended = `${'x'.repeat(16)}${mark}${'y'.repeat(9)}`;
    expect(truncate(unended, 20)).toBe(`${unended.slice(0, 19)}…`);
  });

  it.each([...'"\'”’»)]』」）】'])('takes %s for a part of the sentence before it', (closing) => {
    const text = `${'x'.repeat(15)}.${closing}${closing} ${'y'.repeat(9)}`;
    expect(truncate(text, 20)).toBe(text.slice(0, 18));
    // The sentence must end within the limit with all that belongs to it.
    const beyond = `${'x'.repeat(18)}.${closing}${closing} y`;
    expect(truncate(beyond, 20)).toBe(`${beyond.slice(0, 19)}…`);
  });

  it.each([
    ['the first place of the last 30 %', 'x'.repeat(14), 20],
    ['a share of the room that is no whole number', 'x'.repeat(11), 15],
    ['the last place of the room', 'x'.repeat(19), 20],
  ])('takes a sentence end at %s', (_, before, limit) => {
    expect(truncate(`${before}. ${'y'.repeat(20)}`, limit)).toBe(`${before}.`);
  });

  it.each([
    ['just before the last 30 %', 'x'.repeat(13), 20],
    ['just before a share that is no whole number', 'x'.repeat(10), 15],
    ['just beyond the room', 'x'.repeat(20), 20],
  ])('takes none %s', (_, before, limit) => {
    const text = `${before}. ${'y'.repeat(20)}`;
    expect(truncate(text, limit)).toBe(`${text.slice(0, limit - 1)}…`);
  });

  it('ends at the last of several sentences that fit', () => {
    expect(truncate(`${'x'.repeat(13)}. B. C. D`, 20)).toBe(`${'x'.repeat(13)}. B. C.`);
  });

  it('does not take a mark for an end that a combining mark follows', () => {
    expect(truncate(`${'x'.repeat(16)}。\u0301${'y'.repeat(9)}`, 20)).toBe(`${'x'.repeat(16)}。\u0301y…`);
  });

  it('leaves nothing but the ellipsis where no whole character fits', () => {
    expect(truncate('ab', 1)).toBe('…');
    expect(truncate(`e${'\u0301'.repeat(30)}`, 20)).toBe('…');
  });

  it.each([
    ['in one unit', '\u0301', 1],
    ['in two', '\u{1e000}', 2],
    ['in two, of the first high surrogate', '\u{101fd}', 2],
  ])('cuts a run of marks longer than any writing has, not a pair: %s', (_, mark, length) => {
    for (let limit = 150; limit < 156; limit++) {
      const kept = truncate(`a${mark.repeat(200)}`, limit).slice(0, -1);
      expect(HALF_A_PAIR.test(kept)).toBe(false);
      expect(limit - kept.length).toBeLessThanOrEqual(length === 1 ? 1 : 2);
    }
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

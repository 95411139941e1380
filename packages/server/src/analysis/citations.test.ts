import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCitations } from './citations.ts';

const SHOWN = new Set(['17238490112', '17238490377', 'case-a1']);

describe('checkCitations', () => {
  it.each([
    ['marked', 'Slow (#17238490112).', ['17238490112']],
    ['unmarked', 'Case 17238490112 was slow.', ['17238490112']],
    [
      'a list, each once, in the order of mention',
      '#17238490377, #17238490112, #17238490377',
      ['17238490377', '17238490112'],
    ],
    ['in Japanese text', '遅延(#17238490112、#17238490377)が発生', ['17238490112', '17238490377']],
    ['a number that is no digits alone', 'See #case-a1.', ['case-a1']],
    ['at the head of a compound', 'A #17238490112-like outage.', ['17238490112']],
    ['none', 'Nothing to cite.', []],
  ])('finds the cases cited: %s', (_, text, cited) => {
    expect(checkCitations(text, SHOWN)).toEqual({ text, cited, removed: 0 });
  });

  it.each([
    ['Slow (#17238490112, #99999999999).', 'Slow (#17238490112).', 1],
    ['Slow (#99999999999, #17238490112).', 'Slow (#17238490112).', 1],
    ['Slow (#99999999999).', 'Slow.', 1],
    ['Slow [#99999999999; #88888888888] indeed.', 'Slow indeed.', 2],
    ['Slow #99999999999.', 'Slow.', 1],
    ['遅延(#99999999999、#17238490112)。', '遅延(#17238490112)。', 1],
    ['#99999999999 and again #99999999999', 'and again', 1],
    ['Slow (case 99999999999), and Case 17238490112.', 'Slow (case), and Case 17238490112.', 1],
    ['See ＃９９９９９９９９９９９ and ＃17238490112.', 'See and #17238490112.', 1],
    ['See case ９９９９９９９９９９９.', 'See case.', 1],
    ['Account 999999999999 sent 99999999999 bytes.', 'Account 999999999999 sent 99999999999 bytes.', 0],
  ])('removes numbers that no case has: %s', (text, expected, removed) => {
    const checked = checkCitations(text, SHOWN);
    expect(checked.text.trim()).toBe(expected);
    expect(checked.removed).toBe(removed);
  });

  it.each([
    ['a list that loses its first', 'Slow (#999999,#17238490112).', 'Slow (#17238490112).'],
    ['a list that loses its last', 'Slow (#17238490112,#999999).', 'Slow (#17238490112).'],
    [
      'a list that loses its middle',
      'See #17238490112, #999999, #17238490377.',
      'See #17238490112, #17238490377.',
    ],
    ['a list with semicolons', 'See #17238490112; #999999; #888888.', 'See #17238490112.'],
    ['a list in Japanese', '#17238490112、#999999が', '#17238490112が'],
    ['no space before', 'cause:#999999.', 'cause:.'],
    ['one of two spaces before', 'cause  #999999.', 'cause .'],
    ['no space before the bracket', 'Slow(#999999).', 'Slow.'],
    ['round brackets', 'Slow ( #999999 ;) now', 'Slow now'],
    ['square brackets', 'Slow [ #999999 ;] now', 'Slow now'],
    ['wide round brackets', 'Slow （ #999999 、） now', 'Slow now'],
    ['wide square brackets', 'Slow 【 #999999 、】 now', 'Slow now'],
    ['brackets that hold a word', 'Slow (see #999999) now', 'Slow (see) now'],
    ['square brackets that hold a word', 'Slow [see #999999] now', 'Slow [see] now'],
    ['wide brackets that hold a word', 'Slow （x#999999）【y#999999】 now', 'Slow （x）【y】 now'],
    ['a compound', 'A #999999-like outage.', 'A-like outage.'],
  ])('leaves nothing of a removed citation: %s', (_, text, expected) => {
    expect(checkCitations(text, SHOWN).text).toBe(expected);
  });

  it('removes a number of six digits, and takes one of five for a rank', () => {
    expect(checkCitations('First #12345, then #123456.', SHOWN)).toEqual({
      text: 'First #12345, then.',
      cited: [],
      removed: 1,
    });
  });

  it('keeps a short case number that was shown', () => {
    expect(checkCitations('See #12345 and #a.', new Set(['12345', 'a']))).toEqual({
      text: 'See #12345 and #a.',
      cited: ['12345', 'a'],
      removed: 0,
    });
  });

  it('takes the character that keeps a place out of the answer', () => {
    expect(checkCitations('Slow\ue000 disks.', SHOWN)).toEqual({
      text: 'Slow disks.',
      cited: [],
      removed: 0,
    });
  });

  it('names no case that only a longer number or word contains', () => {
    expect(checkCitations('Account 172384901123, job xcase-a1.', SHOWN).cited).toEqual([]);
  });

  it('leaves empty brackets and lists as they are where nothing is removed', () => {
    const text = 'Call f() , then [ ] (#17238490112, ).';
    expect(checkCitations(text, SHOWN).text).toBe(text);
  });

  it.each([
    'The #1 problem in #2024 was DNS.',
    'Account 123456789012 spent 99999999999 ms.',
    'Use the #general channel or `#include <x>`.',
    '## Heading\n\n- item  \n- item',
  ])('leaves alone what is no citation: %s', (text) => {
    expect(checkCitations(text, SHOWN)).toEqual({ text, cited: [], removed: 0 });
  });

  it('leaves no made-up case number in any answer', () => {
    const number = fc.integer({ min: 10_000_000_000, max: 99_999_999_999 }).map((value) => `#${value}`);
    const piece = fc.oneof(
      number,
      fc.constant('#17238490112'),
      fc.constantFrom(' (', ')', ', ', '.', 'word', '\n', '\ue000'),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const { text } = checkCitations(pieces.join(' '), SHOWN);
        return [...text.matchAll(/#(\d{6,})/g)].every(([, found]) => SHOWN.has(String(found)));
      }),
    );
  });

  it.each(['#', '(', ' ', ', ', '#9999999 ', '\ue000, '])('reads a megabyte of %j', (piece) => {
    const { text } = checkCitations(piece.repeat(1_000_000 / piece.length), SHOWN);
    expect(text).not.toMatch(/#\d/);
    expect(
      checkCitations(`#99999999999${piece.repeat(1_000_000 / piece.length)}`, SHOWN).removed,
    ).toBeGreaterThan(0);
  });
});

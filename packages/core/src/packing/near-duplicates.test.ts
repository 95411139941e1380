import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeCases, random } from '../../bench/summaries.ts';
import { codePoint } from '../../test/code-point.ts';
import { groupNearDuplicates } from './near-duplicates.ts';
import type { PackableCase } from './packable-case.ts';

const EVENT =
  'The customer reported that connections to their database in us-east-1 failed between 09:12 and 10:04 UTC on 2025-03-04, affecting account 123456789012. Support confirmed an operational event in one Availability Zone and shared updates until it was resolved. The customer was advised to run the database in several zones and to test failover regularly.';

/** Words without digits, as different as words are. */
const WORDS =
  'support confirmed several events that kept a database from answering requests while its standby was being replaced and every client had to open new connections before writes could go on as usual so the team moved reads to another region and tested failover again during the following night without losing data or breaking its agreement with customers'.split(
    ' ',
  );

function numbered(summaries: readonly string[], service: string | null = 'RDS'): PackableCase[] {
  return summaries.map((summary, index) => ({
    caseNumber: String(index),
    service,
    severityCode: null,
    rcaCategory: null,
    timeCreated: null,
    summary,
  }));
}

const groupsOf = (summaries: readonly string[]) =>
  groupNearDuplicates(numbered(summaries)).map((group) => group.map(({ caseNumber }) => Number(caseNumber)));

describe('groupNearDuplicates', () => {
  it.each([
    ['the same text', EVENT],
    ['other numbers, dates and accounts', EVENT.replace(/\d+/g, '42')],
    ['other case and punctuation', EVENT.toUpperCase().replaceAll('.', ' —')],
    ['a sentence more', `${EVENT} The case was closed.`],
    [
      'a few other words',
      EVENT.replace('reported', 'told us').replace('shared updates', 'kept them informed'),
    ],
  ])('groups %s', (_, other) => {
    expect(groupsOf([EVENT, other])).toEqual([[0, 1]]);
  });

  it.each([
    [
      'another problem of the same service',
      'The customer asked how to restore a snapshot of their database into another account. The engineer explained sharing of snapshots and keys, and the restore was done the same day without further questions.',
    ],
    ['the beginning alone', EVENT.slice(0, 120)],
  ])('keeps %s apart', (_, other) => {
    expect(groupsOf([EVENT, other])).toEqual([[0], [1]]);
  });

  it('finds the same near-duplicates as ever among texts on either side of the limit', () => {
    const next = random(11);
    // From a tenth to half of the words replaced, so that about half of the texts are near enough.
    const variants = Array.from({ length: 120 }, (_, index) =>
      WORDS.map((word) =>
        next() < 0.05 + index / 300 ? `other${'abcdefgh'.charAt(next() * 8)}` : word,
      ).join(' '),
    );
    const found = variants
      .map((variant) => (groupsOf([WORDS.join(' '), variant]).length === 1 ? '=' : '.'))
      .join('');
    expect(found).toBe(
      '=======.===========.==..==.===..==..===...=....=.....=.....=..........=....=............................................',
    );
    const sizes = groupsOf(variants).map((group) => group.length);
    expect(sizes.filter((size) => size > 1)).toEqual([24, 3]);
    expect(sizes).toHaveLength(95);
  });

  it('compares a text with the first of a group, not with its other members', () => {
    const near = (share: number) =>
      WORDS.map((word, index) => (index < WORDS.length * share ? `un${word}` : word)).join(' ');
    const [a, b, c] = [near(0), near(0.2), near(0.4)];
    expect(groupsOf([a, b])).toEqual([[0, 1]]);
    expect(groupsOf([b, c])).toEqual([[0, 1]]);
    expect(groupsOf([a, c])).toEqual([[0], [1]]);
    expect(groupsOf([a, b, c])).toEqual([[0, 1], [2]]);
    expect(groupsOf([b, a, c])).toEqual([[0, 1, 2]]);
  });

  it('adds to each group, whichever came first', () => {
    const others = ['Keys expired overnight.', 'Disks filled up slowly.', EVENT];
    expect(groupsOf([...others, ...others])).toEqual([
      [0, 3],
      [1, 4],
      [2, 5],
    ]);
  });

  it('groups texts without any word, and keeps them apart from others', () => {
    expect(groupsOf(['', '!?', EVENT, ' - ', '1', '2-3'])).toEqual([[0, 1, 3], [2], [4, 5]]);
  });

  it('takes every word with a digit for the same, and several after one another for one', () => {
    expect(groupsOf(['vm i0abc is down', 'vm 9zz-1 2/3 is down', 'vm x is down'])).toEqual([[0, 1], [2]]);
    // So few words that one pair more would tell them apart.
    expect(groupsOf(['vm 1 disk', 'vm 1-2 disk was'])).toEqual([[0, 1]]);
    expect(groupsOf(['東1京2都3', '大4阪5府6'])).toEqual([[0], [1]]);
  });

  it.each([
    [
      'ends a word',
      'break',
      ' \t\n/:@[`{~\u007f\u00a0\u00bf\u2000\u2014\u206f\u3000\u3001\u303f\uff00\uff0c\uff65',
    ],
    [
      'is a word of its own',
      'alone',
      '\u0e00\u109f\u1780\u17ff\u2e80\u2fff\u3040\u9fff\ud800\ufeff\uff66\uffff',
    ],
    ['belongs to a word', 'letter', 'azAZ\u00c0\u0dff\u10a0\u177f\u1800\u1fff\u2070\u2e7f\ua000\ud7ff'],
  ])('%s, or else is part of one: %s', (_, kind, characters) => {
    for (const character of characters) {
      const text = WORDS.join(character);
      const together = (other: string) => groupsOf([text, other]).length === 1;
      const kinds = { break: [true, true], alone: [false, true], letter: [false, false] };
      expect([character, together(WORDS.join(' ')), together(text.replace('events', 'matters'))]).toEqual([
        character,
        ...(kinds[kind as keyof typeof kinds] ?? []),
      ]);
    }
  });

  it('groups text of scripts that write without blanks', () => {
    const text =
      'お客様より、東京リージョンのインスタンスに接続できないとのお問い合わせをいただきました。調査の結果、設定の変更が原因と判明しました。';
    expect(
      groupsOf([
        text,
        text.replace('東京', '大阪'),
        '月末の処理が想定の三倍の時間を要し、翌朝の業務開始に間に合わなかったとのことです。',
      ]),
    ).toEqual([[0, 1], [2]]);
  });

  it('never groups cases of different services', () => {
    const cases = [...numbered([EVENT], 'RDS'), ...numbered([EVENT], 'EC2'), ...numbered([EVENT], null)];
    expect(groupNearDuplicates(cases)).toHaveLength(3);
  });

  it('puts three hundred reports of one event into one group, among a thousand other cases', () => {
    const reports = numbered(
      Array.from({ length: 300 }, (_, index) => EVENT.replace(/\d+/g, () => String(index * 7))),
    );
    const groups = groupNearDuplicates([...reports, ...makeCases(1000, { reported: 0 })]);
    expect(groups[0]).toHaveLength(300);
  });

  it('keeps every case, in the order of the first of each group, whatever the text', () => {
    const text = fc.oneof(fc.string({ unit: codePoint }), fc.constantFrom(EVENT, '', '123', '漢字', 'a b c'));
    fc.assert(
      fc.property(fc.array(text, { maxLength: 30 }), (summaries) => {
        const groups = groupsOf(summaries);
        expect(groups.flat().toSorted((a, b) => a - b)).toEqual(summaries.map((_, index) => index));
        const firsts = groups.map(([first]) => first ?? -1);
        expect(firsts).toEqual(firsts.toSorted((a, b) => a - b));
      }),
    );
  });

  it.each(['a', 'a ', '1', '漢', '\u0301', '😀', ' '])('reads lines of a megabyte of %j', (piece) => {
    const line = piece.repeat(1_000_000 / piece.length);
    expect(groupsOf([line, line])).toEqual([[0, 1]]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeCases } from '../../bench/summaries.ts';
import { groupNearDuplicates } from './near-duplicates.ts';
import type { PackableCase } from './packable-case.ts';

const EVENT =
  'The customer reported that connections to their database in us-east-1 failed between 09:12 and 10:04 UTC on 2025-03-04, affecting account 123456789012. Support confirmed an operational event in one Availability Zone and shared updates until it was resolved. The customer was advised to run the database in several zones and to test failover regularly.';

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
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(EVENT, '', '123', '漢字', 'a b c'));
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

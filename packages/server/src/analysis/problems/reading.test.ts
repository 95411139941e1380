import { codePoint } from '@case-insights/testing/code-point';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldedName, readAnswer } from './reading.ts';

const GOOD = {
  problems: [
    { name: 'Pool exhausted', definition: 'No connection is free.', apart: 'Not the server.', cases: [2, 1] },
    { name: 'Disk full', definition: 'No space.', apart: '', cases: [4] },
  ],
  none: [3],
  findings: [{ text: 'All in March.', cases: [1, 4] }],
};
const readingOf = (answer: unknown, entries = 4, cut = false) =>
  readAnswer(typeof answer === 'string' ? answer : JSON.stringify(answer), entries, cut).reading;
const entriesOf = (answer: unknown, entries = 4) =>
  readingOf(answer, entries)?.problems.map((problem) => [problem.name, problem.entries]);

describe('readAnswer', () => {
  it('reads problems, findings, and of each entry where it belongs', () => {
    expect(readingOf(GOOD)).toEqual({
      problems: [
        {
          name: 'Pool exhausted',
          definition: 'No connection is free.',
          apart: 'Not the server.',
          entries: [1, 0],
        },
        { name: 'Disk full', definition: 'No space.', apart: '', entries: [3] },
      ],
      findings: [{ text: 'All in March.', entries: [0, 3] }],
      unclear: [],
    });
  });

  it.each([
    ['a fenced block', `Here it is:\n\`\`\`json\n${JSON.stringify(GOOD)}\n\`\`\`\nDone.`],
    ['a fence that is not closed', `\`\`\`json\n${JSON.stringify(GOOD, null, 2)}`],
    ['JSON with words after it', `${JSON.stringify(GOOD)}\nI hope this helps.`],
    [
      'JSON with a trailing comma and single quotes',
      JSON.stringify(GOOD).replaceAll('"', "'").replace(']}', ',]}'),
    ],
    ['indices as text', JSON.stringify(GOOD).replace('[2,1]', '["[2]","1"]')],
  ])('reads %s', (_, answer) => {
    expect(readingOf(answer)?.problems.map(({ entries }) => entries)).toEqual([[1, 0], [3]]);
  });

  it('keeps what stands around the block', () => {
    const { prose } = readAnswer(
      `# Answer\n\nPools.\n\n\`\`\`json\n${JSON.stringify(GOOD)}\n\`\`\``,
      4,
      false,
    );
    expect(prose).toBe('# Answer\n\nPools.');
  });

  it('takes the last block, since an answer to the question can be JSON too', () => {
    const asked = '```json\n{"problems": [{"name": "Pools", "count": 3}]}\n```';
    const answer = `${asked}\n\n\`\`\`json\n${JSON.stringify(GOOD, null, 2)}\n\`\`\``;
    expect(readAnswer(answer, 4, false)).toMatchObject({ prose: asked, reading: { unclear: [] } });
  });

  it('has no reading of prose, of other JSON and of an empty answer', () => {
    for (const answer of [
      'The pools are exhausted in 3 cases.',
      '{"answer": 1}',
      '[1, 2]',
      '',
      '{',
      '```json\n```',
    ])
      expect(readingOf(answer)).toBeUndefined();
    expect(readAnswer('Pools.', 4, false).prose).toBe('Pools.');
  });

  it('leaves an entry unclear that is missing or in two places, and drops indices that nothing has', () => {
    const answer = {
      problems: [
        { name: 'A', definition: '', apart: '', cases: [1, 2, 99, 0, -1, 1.5, null, 'x', 2] },
        { name: 'B', definition: '', apart: '', cases: [2] },
      ],
      none: [],
    };
    expect(readingOf(answer)).toMatchObject({
      problems: [{ name: 'A', entries: [0] }],
      unclear: [1, 2, 3],
    });
  });

  it('takes problems of one name as one', () => {
    const problems = ['Disk full', 'disk-full ', 'DISK  FULL'].map((name, place) => ({
      name,
      definition: 'No space.',
      apart: '',
      cases: [place + 1],
    }));
    expect(entriesOf({ problems, none: [4] })).toEqual([['Disk full', [0, 1, 2]]]);
  });

  it('does not trust the last number of an answer that was cut', () => {
    const whole = JSON.stringify({ problems: [{ name: 'A', definition: '', apart: '', cases: [7, 8, 12] }] });
    const cutAt = whole.indexOf('12') + 1;
    expect(readingOf(whole.slice(0, cutAt), 20, true)?.problems[0]?.entries).toEqual([6, 7]);
    expect(readingOf(whole, 20, true)?.problems[0]?.entries).toEqual([6, 7]);
  });

  it('puts each entry in one problem, in none or among the unclear, whatever a model answers', () => {
    const indices = fc.array(fc.oneof(fc.integer({ min: -2, max: 12 }), fc.constant('3'), fc.anything()));
    const answers = fc.oneof(
      fc.record({
        problems: fc.array(fc.record({ name: fc.string(), cases: indices })),
        none: indices,
        findings: fc.anything(),
      }),
      fc.record({ problems: fc.anything(), none: fc.anything() }),
      fc.json().map((text) => `{"problems": ${text}`),
      fc.string({ unit: codePoint }),
    );
    fc.assert(
      fc.property(answers, fc.nat(12), fc.boolean(), fc.nat(), (answer, entries, cut, length) => {
        const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
        const reading = readingOf(cut ? text.slice(0, length) : text, entries, cut);
        if (reading === undefined) return;
        const places = [...reading.problems.flatMap((problem) => problem.entries), ...reading.unclear];
        expect(new Set(places).size).toBe(places.length);
        expect(places.every((place) => Number.isInteger(place) && place >= 0 && place < entries)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

describe('foldedName', () => {
  it.each([
    ['Disk  Full!', 'disk full'],
    ['ディスク　フル', 'ディスク フル'],
    ['!!!', '!!!'],
    ['काला! डिस्क', 'काला डिस्क'],
    ['⚠️ Disk', 'disk'],
  ])('folds %j to %j', (name, folded) => {
    expect(foldedName(name)).toBe(folded);
  });
});

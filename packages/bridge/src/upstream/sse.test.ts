import { codePoint } from '@case-insights/testing/code-point';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SseEvent, SseParser } from './sse.ts';

function parse(
  text: string | Buffer,
  cuts: readonly number[] = [],
): { events: SseEvent[]; parser: SseParser } {
  const bytes = Buffer.from(text);
  const parser = new SseParser();
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  const events = places.slice(1).flatMap((place, index) => parser.push(bytes.subarray(places[index], place)));
  return { events, parser };
}

const message = (data: string): SseEvent => ({ type: 'message', data });

describe('SseParser', () => {
  it.each([
    ['one event', 'data: a\n\n', [message('a')]],
    ['several lines of data', 'data: a\ndata: b\n\n', [message('a\nb')]],
    ['carriage returns', 'data: a\r\rdata: b\r\r', [message('a'), message('b')]],
    ['both line ends', 'data: a\r\n\r\ndata: b\n\n', [message('a'), message('b')]],
    ['no space behind the colon', 'data:a\n\n', [message('a')]],
    ['one space of two', 'data:  a\n\n', [message(' a')]],
    ['comments and unknown fields', ': hi\nfoo: bar\nbaz\ndata: a\n\n', [message('a')]],
    ['a named event', 'event: other\ndata: a\n\n', [{ type: 'other', data: 'a' }]],
    ['an event that is cut off', 'data: a\n', []],
    ['an id without data', 'id: 1\n\n', [message('')]],
    ['blank lines', '\n\n\n', []],
    ['a byte order mark', '\uFEFFdata: a\n\n', [message('a')]],
  ])('reads %s', (_name, text, expected) => {
    expect(parse(text).events).toEqual(expected);
  });

  it('keeps the last id of a finished event and the retry time', () => {
    const { parser } = parse('retry: 1500\nid: 7\ndata: a\n\nid: 8\nretry: soon\ndata: b\n');
    expect({ id: parser.lastEventId, retry: parser.retryMs }).toEqual({ id: '7', retry: 1500 });
  });

  it.each([
    ['0', 100],
    ['99999999999999', 60_000],
  ])(
    'takes a retry of %s ms for %i ms, which a timer can hold and which is no tight loop',
    (asked, taken) => {
      expect(parse(`retry: ${asked}\n`).parser.retryMs).toBe(taken);
    },
  );

  it('ignores an id with a NUL in it', () => {
    expect(parse('id: a\0b\ndata: x\n\n').parser.lastEventId).toBe('');
  });

  it('gives the same events wherever the bytes are cut, in the middle of a character or a line end too', () => {
    const line = fc.oneof(
      fc.string({ unit: codePoint, maxLength: 20 }).map((text) => `data: ${text.replace(/[\r\n]/g, '')}`),
      fc.constantFrom('', 'id: 5', ': c', 'event: e', 'retry: 9', 'data: \u20ac\u{1f600}', 'data'),
    );
    const stream = fc.array(fc.tuple(line, fc.constantFrom('\n', '\r', '\r\n')), { maxLength: 12 });
    fc.assert(
      fc.property(stream, fc.array(fc.nat(), { maxLength: 10 }), (lines, cuts) => {
        const text = lines.flat().join('');
        const whole = parse(text);
        const pieces = parse(text, cuts);
        expect(pieces.events).toEqual(whole.events);
        expect(pieces.parser.lastEventId).toBe(whole.parser.lastEventId);
      }),
      { numRuns: 10_000 },
    );
  });

  it.each([
    ['one endless line', 'x'],
    ['endless data lines', 'data: x\n'],
    ['endless data lines without a character', 'data:\n'],
    ['an endless comment', `:${'c'.repeat(50)}`],
  ])('does not keep more of an event than its limit: %s', (_name, piece) => {
    const parser = new SseParser(1000);
    const chunk = Buffer.from(piece);
    const flood = () => {
      for (let count = 0; count < 1001; count++) parser.push(chunk);
    };
    expect(flood).toThrow('An event of the server is longer than 1000 bytes.');
  });

  it('has its whole limit again for each event', () => {
    const parser = new SseParser(1000);
    for (let count = 0; count < 1000; count++) parser.push(Buffer.from(`data: ${'x'.repeat(500)}\n\n`));
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLine } from './inbound.ts';
import { type Line, LineSplitter } from './lines.ts';

/** Cuts `bytes` at the given places and feeds the pieces. */
function split(bytes: Buffer, cuts: readonly number[], limit?: number): Line[] {
  const splitter = new LineSplitter(limit);
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  const lines = places
    .slice(1)
    .flatMap((place, index) => splitter.push(bytes.subarray(places[index], place)));
  return [...lines, ...splitter.end()];
}

const texts = (lines: readonly Line[]) =>
  lines.map((line) => ('bytes' in line ? line.bytes.toString('latin1') : null));

describe('LineSplitter', () => {
  it('gives the same lines however the bytes arrive', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .array(fc.constantFrom('{', '}', '"', '\n', '\r\n', '\u00e9', '\u{1f600}', 'x', '\0'))
        .map((parts) => Buffer.from(parts.join(''))),
    );
    fc.assert(
      fc.property(bytes, fc.array(fc.nat(), { maxLength: 8 }), (array, cuts) => {
        const whole = Buffer.from(array);
        const expected = whole.toString('latin1').split('\n');
        if (expected.at(-1) === '') expected.pop();
        expect(texts(split(whole, cuts))).toEqual(expected);
      }),
      { numRuns: 10_000 },
    );
  });

  it('drops a line beyond the limit, reports it once, and goes on', () => {
    fc.assert(
      fc.property(fc.integer({ min: 11, max: 100 }), fc.array(fc.nat(), { maxLength: 5 }), (length, cuts) => {
        const bytes = Buffer.from(`short\n${'x'.repeat(length)}\nafter`);
        expect(texts(split(bytes, cuts, 10))).toEqual(['short', null, 'after']);
      }),
    );
  });
});

describe('readLine', () => {
  const read = (text: string | Buffer) => readLine({ bytes: Buffer.from(text) });
  const answerOf = (text: string | Buffer) => {
    const inbound = read(text);
    return inbound.kind === 'garbage' ? JSON.parse(inbound.answer) : inbound.kind;
  };

  it.each([
    ['not JSON', 'nonsense', -32700, null],
    ['half a message', '{"jsonrpc":"2.0",', -32700, null],
    ['a number', '42', -32600, null],
    ['a string', '"x"', -32600, null],
    ['null', 'null', -32600, null],
    ['an empty batch', '[]', -32600, null],
    ['a batch with garbage in it', '[1]', -32600, null],
    ['another version of JSON-RPC', '{"jsonrpc":"1.0","id":3,"method":"x"}', -32600, 3],
    ['an id that is no id', '{"jsonrpc":"2.0","id":{},"method":"x"}', -32600, null],
    ['a request without a method', '{"jsonrpc":"2.0","id":"a"}', -32600, 'a'],
  ])('answers %s with the error JSON-RPC asks for', (_name, text, code, id) => {
    expect(answerOf(text)).toMatchObject({ jsonrpc: '2.0', id, error: { code } });
  });

  it('answers invalid UTF-8 and a line that is too long', () => {
    expect(answerOf(Buffer.from([0x22, 0xff, 0x22]))).toMatchObject({ error: { code: -32700 } });
    expect(readLine({ oversized: true })).toMatchObject({ kind: 'garbage' });
  });

  it('passes over empty lines', () => {
    expect([answerOf(''), answerOf('\r'), answerOf('  ')]).toEqual(['empty', 'empty', 'empty']);
  });

  it('never throws, and answers every line that is no message with one line of JSON-RPC', () => {
    const line = fc.oneof(
      fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
      fc.json().map((text) => Buffer.from(text)),
      fc
        .record(
          { jsonrpc: fc.constant('2.0'), id: fc.jsonValue(), method: fc.jsonValue(), params: fc.jsonValue() },
          { requiredKeys: ['jsonrpc'] },
        )
        .map((value) => Buffer.from(JSON.stringify(value))),
    );
    fc.assert(
      fc.property(line, (bytes) => {
        const inbound = readLine({ bytes });
        if (inbound.kind !== 'garbage') return;
        expect(inbound.answer).not.toContain('\n');
        expect(JSON.parse(inbound.answer)).toMatchObject({
          jsonrpc: '2.0',
          error: { code: expect.any(Number) },
        });
      }),
      { numRuns: 10_000 },
    );
  });
});

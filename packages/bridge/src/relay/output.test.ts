import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Output } from './output.ts';

/** A pipe that records what each system call would hold. */
function pipe(): { readonly stream: Writable; readonly calls: string[] } {
  const calls: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write(text: string, _encoding, done) {
      calls.push(text);
      done();
    },
    writev(pieces, done) {
      calls.push(pieces.map(({ chunk }) => String(chunk)).join(''));
      done();
    },
  });
  return { stream, calls };
}

const ignore = () => undefined;

describe('Output', () => {
  it('writes the messages of one turn of the event loop at once, in order', async () => {
    const { stream, calls } = pipe();
    const output = new Output(stream, ignore);
    output.write('1');
    output.write('2');
    expect(calls).toEqual([]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(calls).toEqual(['1\n2\n']);
    output.write('3');
    await new Promise((resolve) => setImmediate(resolve));
    expect(calls).toEqual(['1\n2\n', '3\n']);
  });

  it('has handed over everything when flushed, without waiting for another turn', async () => {
    const { stream, calls } = pipe();
    const output = new Output(stream, ignore);
    output.write('1');
    const flushed = output.flush();
    expect(calls.join('')).toBe('1\n');
    await flushed;
    output.write('2');
    await output.flush();
    expect(calls.join('')).toBe('1\n2\n');
  });

  it('says when the reader has caught up with more than the stream holds', async () => {
    const { stream } = pipe();
    const output = new Output(stream, ignore);
    expect(output.drained).toBeUndefined();
    output.write('x'.repeat(stream.writableHighWaterMark));
    const { drained } = output;
    expect(drained).toBeDefined();
    await drained;
    expect(output.drained).toBeUndefined();
  });
});

import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { paintFor } from './paint.ts';
import { startProgress } from './progress.ts';

/** Clears the line of a terminal. */
const CLEAR = '\r\u001b[K';

/** A stream that keeps what is written, as a terminal or not. */
function stream(isTTY: boolean) {
  const through = new PassThrough();
  let written = '';
  through.on('data', (chunk: Buffer) => {
    written += chunk.toString();
  });
  const target = Object.assign(through, { isTTY, columns: 30 }) as unknown as NodeJS.WriteStream;
  return { target, written: () => written };
}

describe('paintFor', () => {
  it.each([
    ['a terminal', true, {}, '\u001b[32mok\u001b[39m'],
    ['a pipe', false, {}, 'ok'],
    ['a terminal with NO_COLOR', true, { NO_COLOR: '1' }, 'ok'],
    ['a dumb terminal', true, { TERM: 'dumb' }, 'ok'],
  ])('on %s', (_name, isTTY, environment, expected) => {
    expect(paintFor(stream(isTTY).target, environment)('green', 'ok')).toBe(expected);
  });
});

describe('startProgress', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is silent for the first second, then tells what and how long, within the line', () => {
    vi.useFakeTimers();
    const { target, written } = stream(true);
    const progress = startProgress('Calling', target);
    vi.advanceTimersByTime(999);
    expect(written()).toBe('');
    vi.advanceTimersByTime(1001);
    expect(written()).toBe(`${CLEAR}Calling (1 s)${CLEAR}Calling (2 s)`);
    progress.say('Reading\nthe summaries of many cases');
    expect(written().split(CLEAR).at(-1)).toBe('Reading the summaries of many');
    progress.end();
    expect(written().endsWith(CLEAR)).toBe(true);
  });

  it('says nothing where nobody looks', () => {
    vi.useFakeTimers();
    const { target, written } = stream(false);
    const progress = startProgress('Calling', target);
    vi.advanceTimersByTime(5000);
    progress.end();
    expect(written()).toBe('');
  });
});

import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LoadingBar } from './loading-bar.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function terminal(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY });
  return { stream, shown: () => String(stream.read() ?? '') };
}

describe('LoadingBar', () => {
  it('shows nothing of a load that takes under a second', () => {
    const { stream, shown } = terminal(true);
    const bar = new LoadingBar(stream);
    vi.advanceTimersByTime(999);
    bar.update(1, 2);
    bar.clear();
    expect(shown()).toBe('');
  });

  it('shows how far a longer one is, and goes away', () => {
    const { stream, shown } = terminal(true);
    const bar = new LoadingBar(stream);
    vi.advanceTimersByTime(1000);
    bar.update(25_000, 50_000);
    bar.update(25_001, 50_000);
    expect(shown()).toBe(`\r\u001b[K  ${'█'.repeat(15)}${'░'.repeat(15)} 25,000 of 50,000 cases`);
    bar.clear();
    expect(shown()).toBe('\r\u001b[K');
  });

  it('writes only its lines where nobody watches', () => {
    const { stream, shown } = terminal(false);
    const bar = new LoadingBar(stream);
    vi.advanceTimersByTime(5000);
    bar.update(1, 2);
    bar.line('Skipped a file.');
    expect(shown()).toBe('Skipped a file.\n');
  });
});

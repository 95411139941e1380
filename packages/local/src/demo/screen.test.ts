import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Screen } from './screen.ts';

/** What a screen of 80 columns shows, as lines. */
function shownBy(use: (screen: Screen) => void, environment: NodeJS.ProcessEnv = {}): string[] {
  const stream = new PassThrough();
  use(new Screen(Object.assign(stream, { columns: 80 }) as unknown as NodeJS.WriteStream, environment));
  return String(stream.read()).split('\n').slice(0, -1);
}

describe('Screen', () => {
  it('breaks a paragraph between words, at the width of the terminal', () => {
    const lines = shownBy((screen) =>
      screen.paragraph(
        '● the stack is up after 286 ms: 1,500 generated cases · 12 accounts · 2024-11-26 to 2026-11-22',
      ),
    );
    expect(lines).toEqual([
      '  ● the stack is up after 286 ms: 1,500 generated cases · 12 accounts ·',
      '    2024-11-26 to 2026-11-22',
    ]);
  });

  it('writes ASCII alone where the locale has no more', () => {
    const use = (screen: Screen) =>
      screen.table([{ title: 'by month' }, { title: '✓' }], [['▁▃█', '↗ rising']]);
    expect(shownBy(use, { LANG: 'C' })).toEqual(['    by month  +', '    _:#       / rising']);
    expect(shownBy(use, { LANG: 'C.UTF-8' })).toEqual(['    by month  ✓', '    ▁▃█       ↗ rising']);
  });
});

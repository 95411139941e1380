import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { BUILT_PAGE } from '../browser/host.ts';

const page = readFileSync(BUILT_PAGE, 'utf8');

describe('the built page', () => {
  it('has at most 600 KB, 180 KB compressed', () => {
    expect(Buffer.byteLength(page)).toBeLessThanOrEqual(600_000);
    expect(gzipSync(page, { level: 9 }).length).toBeLessThanOrEqual(180_000);
  });

  it('is one file that refers to no other', () => {
    const markup = page.replace(/<script>[\s\S]*<\/script>/, '');
    expect(markup).toContain('<style>');
    expect(markup).not.toMatch(/\bsrc=|\bhref=|<link\b|@import|url\(/);
  });

  it('leaves out what a view has no use for', () => {
    // Zod's messages in other languages, and Node's buffers.
    for (const mark of ['Ungültige Eingabe', 'allocUnsafe']) {
      expect(page).not.toContain(mark);
    }
  });
});

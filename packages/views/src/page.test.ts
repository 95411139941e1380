import { describe, expect, it } from 'vitest';
import { NO_ANSWERS, NO_VIEW, pageOf } from './page.ts';

const PAGE = `<html ${NO_VIEW}><head></head>${NO_ANSWERS}</html>`;

describe('pageOf', () => {
  it('names the view', () => {
    expect(pageOf(PAGE, 'trends')).toBe(`<html data-view="trends"><head></head>${NO_ANSWERS}</html>`);
  });

  it('puts answers in as JSON that no text in them can end', () => {
    const page = pageOf(PAGE, 'report', {
      get_case_summary: { note: '</script><script>alert(1)</script> $& $1' },
    });
    const json = /id="answers">(.*)<\/script><\/html>$/.exec(page)?.[1] ?? '';
    expect(json).not.toContain('<');
    expect(JSON.parse(json)).toEqual({
      get_case_summary: { note: '</script><script>alert(1)</script> $& $1' },
    });
  });

  it('refuses a page that has no place for a view', () => {
    expect(() => pageOf('<html></html>', 'rows')).toThrow('The page has no data-view=""');
  });
});

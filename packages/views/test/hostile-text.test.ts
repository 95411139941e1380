import type { Frame } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import { HOSTILE_TEXTS } from '../browser/hostile-texts.ts';
import { ANALYSIS, ROWS, SUMMARY, TRENDS } from '../browser/samples.ts';
import { visible } from '../src/text/visible.ts';
import { describeInBrowser } from './in-browser.ts';

const counts = Object.fromEntries(HOSTILE_TEXTS.map((text, index) => [text, 100 - index]));
const [first = ''] = HOSTILE_TEXTS;

const VIEWS = [
  {
    view: 'summary',
    answer: {
      ...SUMMARY,
      filters_applied: { ...SUMMARY.filters_applied, service_code: first },
      note: HOSTILE_TEXTS.join(' '),
      by_service: {},
      by_account: counts,
      by_rca_category: {},
      by_lifecycle_category: {},
    },
  },
  {
    view: 'trends',
    answer: {
      ...TRENDS,
      note: first,
      services: HOSTILE_TEXTS.map((service) => ({
        ...TRENDS.services[0],
        service,
        top_rca_categories: { [service]: 1 },
      })),
    },
  },
  {
    view: 'rows',
    answer: {
      ...ROWS,
      columns: ['text', ...ROWS.columns],
      column_types: ['varchar', ...ROWS.column_types],
      rows: HOSTILE_TEXTS.map((text) => ({ ...ROWS.rows[0], text })),
    },
  },
  {
    view: 'analysis',
    answer: {
      ...ANALYSIS,
      analysis_question: HOSTILE_TEXTS.join(' '),
      problems: HOSTILE_TEXTS.map((name, index) => ({
        ...ANALYSIS.problems?.[0],
        id: `${index}`,
        name,
        definition: name,
      })),
    },
  },
] as const;

/** What no text may have made: elements that run, load, lead elsewhere or take input, and handlers. */
async function made(frame: Frame): Promise<string[]> {
  return frame.$eval('#view', (view) => {
    const unwanted =
      'script, img, svg, math, iframe, object, embed, a, form, style, base, meta, link, b, input:not([type=range])';
    const handlers = [...view.querySelectorAll('*')].filter((one) =>
      one.getAttributeNames().some((name) => name.startsWith('on') || name === 'href' || name === 'src'),
    );
    return [...view.querySelectorAll(unwanted), ...handlers].map((one) => one.outerHTML);
  });
}

const LONG = 'x'.repeat(400);

const LONG_WORDS = [
  {
    view: 'summary',
    answer: {
      ...SUMMARY,
      filters_applied: { ...SUMMARY.filters_applied, service_code: LONG },
      note: LONG,
      by_account: { [LONG]: 1 },
    },
  },
  {
    view: 'trends',
    answer: {
      ...TRENDS,
      services: [{ ...TRENDS.services[0], service: LONG, top_rca_categories: { [LONG]: 1 } }],
    },
  },
  {
    view: 'rows',
    answer: { ...ROWS, note: LONG, rows: [{ ...ROWS.rows[0], newest_subject: LONG }] },
  },
  {
    view: 'analysis',
    answer: {
      ...ANALYSIS,
      analysis_question: LONG,
      analysis: `# ${LONG}\n\n| ${LONG} |\n| --- |\n| \`${LONG}\` |`,
      problems: [
        {
          ...ANALYSIS.problems?.[0],
          name: LONG,
          definition: LONG,
          by_account: { [LONG]: 1 },
          examples: [LONG],
        },
      ],
    },
  },
] as const;

describeInBrowser('text of cases', (host) => {
  it.each(LONG_WORDS)('that has no spaces makes the $view view no wider', async (shown) => {
    const frame = await host().show({ ...shown, width: 360 });
    if (shown.view === 'analysis') await frame.locator('.problems button.name').click();
    expect(await frame.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    const spilt = await frame.$$eval('.rows td', (all) =>
      all.filter((one) => one.scrollWidth > one.offsetWidth),
    );
    expect(spilt).toEqual([]);
  });

  it.each(VIEWS)('is only text in the $view view', async ({ view, answer }) => {
    const frame = await host().show({ view, answer });
    if (view === 'summary') await frame.locator('::-p-text(20 more)').click();
    await frame.waitForFunction((count) => document.querySelectorAll('bdi').length >= count, {}, 30);
    expect(await made(frame)).toEqual([]);
    const shown = (await frame.$eval('#view', (one) => one.textContent)) ?? '';
    for (const text of HOSTILE_TEXTS) expect(shown).toContain(visible(text));
    expect(await frame.evaluate(() => 'hit' in window)).toBe(false);
  });

  it.each([
    ['paragraphs', HOSTILE_TEXTS.join('\n\n---\n\n')],
    ['items of a list', HOSTILE_TEXTS.map((text) => `- ${text.replaceAll('\n', '\n  ')}`).join('\n')],
    [
      'cells of a table',
      `| a |\n| --- |\n${HOSTILE_TEXTS.map((text) => `| ${text.replaceAll('\n', ' ')} |`).join('\n')}`,
    ],
    ['one line', `Before ${HOSTILE_TEXTS.join(' and ')}`],
  ])('makes nothing of an answer that has it as %s', async (_, analysis) => {
    const frame = await host().show({
      view: 'analysis',
      answer: { ...ANALYSIS, problems: undefined, analysis },
    });
    expect(await made(frame)).toEqual([]);
    expect(await frame.evaluate(() => 'hit' in window)).toBe(false);
  });

  it('makes the browser load nothing and complain of nothing', () => {
    expect(host().complaints).toEqual([]);
    expect(HOSTILE_TEXTS).toHaveLength(30);
  });
});

describe('visible', () => {
  it('replaces what hides or reorders text, and keeps what scripts need', () => {
    expect(visible('a\u202Eb\u2066c\u0000d\u{E0041}e')).toBe('a�b�c�d�e');
    expect(visible('line\n\ttab \u200Fشكرا\u200E 日本語 👩‍💻')).toBe(
      'line\n\ttab \u200Fشكرا\u200E 日本語 👩‍💻',
    );
  });
});

import { expect, it } from 'vitest';
import { ANALYSIS, ROWS, SUMMARY, TRENDS } from '../browser/samples.ts';
import { describeInBrowser } from './in-browser.ts';

const LARGE = { ...SUMMARY, total_cases: 1_234_567 };

describeInBrowser('locale and theme', (host) => {
  const total = async (locale: string) => {
    const frame = await host().show({ view: 'summary', answer: LARGE, context: { locale } });
    const [heading, number] = await frame.$$eval('h1, .totals dd', (all) =>
      all.map((one) => one.textContent),
    );
    return `${heading} | ${number}`;
  };

  it('writes numbers and days as the user of the host does', async () => {
    expect(await total('de-DE')).toBe('Support cases, 29.08.2026 to 26.11.2026 | 1.234.567');
    expect(await total('ja-JP')).toBe('Support cases, 2026/08/29 to 2026/11/26 | 1,234,567');
    expect(await total('hi-IN')).toContain('12,34,567');
    expect(await total('no such locale')).toContain('1,234,567');
  });

  it('turns around for a language that is written from right to left', async () => {
    const frame = await host().show({ view: 'trends', answer: TRENDS, context: { locale: 'ar-EG' } });
    expect(await frame.$eval('.page', (page) => getComputedStyle(page).direction)).toBe('rtl');
    const [first, last] = await frame.$$eval('.columns', ([table]) =>
      ['tr:first-child', 'tr:last-child'].map(
        (row) => table?.querySelector(`tbody ${row}`)?.getBoundingClientRect().x ?? 0,
      ),
    );
    expect(first).toBeGreaterThan(last ?? 0);
    const box = await (await frame.$('.plot'))?.boundingBox();
    await host().page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) - 2, (box?.y ?? 0) + 20);
    const readout = await frame.waitForSelector('.readout .value');
    expect(await readout?.evaluate((one) => one.textContent)).toContain(
      TRENDS.dates.length > 0 ? '٢٠٢٦' : '',
    );
    expect(
      await frame.$eval('tr.chosen', (row) => [...(row.parentElement?.children ?? [])].indexOf(row)),
    ).toBe(0);
  });

  it('keeps text of another direction to itself', async () => {
    const rows = [{ ...ROWS.rows[0], newest_subject: 'فشل النسخ الاحتياطي 3/7' }];
    const frame = await host().show({ view: 'rows', answer: { ...ROWS, rows } });
    expect(await frame.$eval('.rows td:last-child bdi', (one) => getComputedStyle(one).unicodeBidi)).toBe(
      'isolate',
    );
  });

  it('cuts a name that is too long at its own end', async () => {
    const name = `${'نفاد سعة القرص '.repeat(9)}!`;
    const answer = { ...SUMMARY, by_service: { [name]: 5 } };
    const frame = await host().show({ view: 'summary', answer, context: { locale: 'en-US' } });
    const cut = await frame.$eval('.bars .name[title*="نفاد"] bdi', (one) => {
      const { direction, textOverflow } = getComputedStyle(one);
      return { direction, textOverflow, isCut: one.scrollWidth > one.clientWidth };
    });
    expect(cut).toEqual({ direction: 'rtl', textOverflow: 'ellipsis', isCut: true });
  });

  it.each(['en-US', 'ar-EG'])(
    'reads an answer from right to left where its language is, list and table too, in a page of %s',
    async (locale) => {
      const analysis =
        '**نفاد السعة** هو أكبر مشكلة (#17000000001، `DNS`).\n\n1. أول 81 % من الحالات\n\n| الإجراء | الحالات |\n| --- | --- |\n| إنذار | 160 |';
      const frame = await host().show({
        view: 'analysis',
        answer: { ...ANALYSIS, analysis },
        context: { locale },
      });
      const places = (...selectors: string[]) =>
        frame.evaluate(
          (all) =>
            all.map((one) => document.querySelector(`.markdown ${one}`)?.getBoundingClientRect().x ?? 0),
          selectors,
        );
      const inOrder = await places('strong', '.citation', 'p code');
      expect(inOrder).toEqual(inOrder.toSorted((a, b) => b - a));
      const [first = 0, second = 0] = await places('td', 'td + td');
      expect(first).toBeGreaterThan(second);
      expect(await frame.$eval('.markdown ol', (list) => getComputedStyle(list).direction)).toBe('rtl');
    },
  );

  it('follows the theme and the colours of the host, also when they change', async () => {
    const ground = () => frame.$eval('body', (body) => getComputedStyle(body).backgroundColor);
    const frame = await host().show({ view: 'summary', answer: SUMMARY, context: { theme: 'dark' } });
    expect(await ground()).toBe('rgb(31, 31, 30)');
    await host().page.evaluate(() => window.setHostContext({ theme: 'light' }));
    await expect.poll(ground).toBe('rgb(255, 255, 255)');
    await host().page.evaluate(() =>
      window.setHostContext({
        theme: 'light',
        styles: { variables: { '--color-background-primary': 'rgb(250, 240, 230)' } as never },
      }),
    );
    await expect.poll(ground).toBe('rgb(250, 240, 230)');
  });
});

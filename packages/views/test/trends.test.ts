import { expect, it } from 'vitest';
import { TRENDS } from '../browser/samples.ts';
import { describeInBrowser } from './in-browser.ts';

describeInBrowser('the trends view', (host) => {
  it('draws all services on one scale and marks what is incomplete', async () => {
    const frame = await host().show({ view: 'trends', answer: TRENDS });
    const heights = await frame.$$eval('.columns', (tables) =>
      tables.map((table) =>
        [...table.querySelectorAll('td')].map((cell) => cell.getBoundingClientRect().height),
      ),
    );
    const { services } = TRENDS;
    const most = Math.max(...services.flatMap(({ counts }) => counts));
    expect(heights).toHaveLength(20);
    for (const [index, { counts }] of services.entries()) {
      for (const [week, count] of counts.entries()) {
        expect(heights[index]?.[week]).toBeCloseTo((72 * count) / most, -0.5);
      }
    }
    expect(await frame.$$eval('.columns', ([table]) => table?.querySelectorAll('.not-final').length)).toBe(2);
    expect(await frame.$eval('.columns tbody tr:last-child', (row) => row.textContent)).toMatch(
      /^Nov 23, 2026\d+, incomplete$/,
    );
    expect(await frame.$$eval('.trend', (all) => all.slice(0, 3).map((one) => one.textContent))).toEqual([
      '↗ rising',
      '→ steady',
      '↘ falling',
    ]);
  });

  it('says a value under the pointer and on the arrow keys', async () => {
    const frame = await host().show({ view: 'trends', answer: TRENDS });
    const [first] = await frame.$$('.plot');
    const box = await first?.boundingBox();
    await host().page.mouse.move((box?.x ?? 0) + 2, (box?.y ?? 0) + 20);
    const readout = await frame.waitForSelector('.readout .value');
    const counts = TRENDS.services[0]?.counts ?? [];
    expect(await readout?.evaluate((one) => one.textContent)).toBe(`Jun 1, 2026: ${counts[0]} cases`);
    await frame.focus('.scrubber');
    for (const key of ['Home', 'ArrowRight'] as const) await host().page.keyboard.press(key);
    expect(await frame.$eval('.scrubber', (slider) => slider.ariaValueText)).toBe(
      `Jun 8, 2026: ${counts[1]} cases`,
    );
    await host().page.keyboard.press('End');
    expect(await frame.$eval('.scrubber', (slider) => slider.ariaValueText)).toBe(
      `Nov 23, 2026: ${counts[25]} cases, incomplete`,
    );
  });

  it('asks for another range, with its other filters', async () => {
    const frame = await host().show({
      view: 'trends',
      args: { start_date: '2026-05-31', severity_code: 'high' },
      answer: { ...TRENDS, days_back: undefined },
      answers: [{ ...TRENDS, days_back: 30, interval: 'day' }],
    });
    await frame.select('.controls select', '30');
    await frame.waitForFunction(() => document.body.textContent?.includes('Cases by day'));
    expect(host().asked().at(-1)).toEqual({
      what: 'get_service_trends',
      params: { severity_code: 'high', days_back: 30 },
    });
  });

  it('shows one service large', async () => {
    const frame = await host().show({ view: 'trends', answer: TRENDS });
    const [, services] = await frame.$$('.controls select');
    await services?.select('RDS');
    await frame.waitForSelector('.single');
    expect(await frame.$$eval('.multiples h2', (all) => all.map((one) => one.textContent))).toEqual(['RDS']);
    expect(host().asked()).toEqual([]);
  });

  it('loads nothing, breaks no policy and logs no error', () => {
    expect(host().complaints).toEqual([]);
  });
});

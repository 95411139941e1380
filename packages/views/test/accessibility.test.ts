import { expect, it } from 'vitest';
import { findings } from '../browser/axe.ts';
import { ANALYSIS, ROWS, SUMMARY, TRENDS } from '../browser/samples.ts';
import { describeInBrowser } from './in-browser.ts';

const VIEWS = [
  { view: 'summary', answer: SUMMARY },
  { view: 'trends', answer: TRENDS },
  { view: 'analysis', answer: ANALYSIS },
  { view: 'rows', answer: ROWS },
] as const;

describeInBrowser('accessibility', (host) => {
  it.each(VIEWS)('axe finds nothing in the $view view', async (shown) => {
    const frame = await host().show({ ...shown, context: { theme: 'light' } });
    if (shown.view === 'analysis') await frame.locator('.problems button.name').click();
    expect(await findings(frame)).toEqual([]);
  });

  it.each(VIEWS)(
    'the $view view fits 320 pixels without scrolling sideways, also in the dark',
    async (shown) => {
      const frame = await host().show({ ...shown, width: 320, context: { theme: 'dark' } });
      expect(await frame.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
      expect(await findings(frame)).toEqual([]);
    },
  );

  it.each(VIEWS)(
    'every control of the $view view is reached with the keyboard and has a visible focus',
    async (shown) => {
      const frame = await host().show(shown);
      const wanted = await frame.$$eval('button, select, input', (all) => all.length);
      await frame.evaluate(() => {
        document.body.tabIndex = -1;
        document.body.focus();
      });
      const seen = new Set<string>();
      for (let step = 0; step < wanted; step += 1) {
        await host().page.keyboard.press('Tab');
        const focused = await frame.evaluate(() => {
          const one = document.activeElement;
          if (one === null) return undefined;
          const ring = one.matches('.scrubber') ? one.closest('.plot') : one;
          const outlined = ring !== null && getComputedStyle(ring).outlineStyle === 'solid';
          return { index: [...document.querySelectorAll('button, select, input')].indexOf(one), outlined };
        });
        expect(focused).toMatchObject({ outlined: true });
        seen.add(String(focused?.index));
      }
      expect(seen.size).toBe(wanted);
    },
  );

  it('nothing moves, so there is no motion to reduce', async () => {
    const frame = await host().show({ view: 'trends', answer: TRENDS });
    expect(await frame.evaluate(() => document.getAnimations().length)).toBe(0);
    const durations = await frame.$$eval('.columns, .columns td, button, select, input', (all) => [
      ...new Set(all.map((one) => getComputedStyle(one).transitionDuration)),
    ]);
    expect(durations).toEqual(['0s']);
  });
});

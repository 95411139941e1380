// Prints what the page of the views weighs and what of it is whose, how long a view takes from nothing to drawn, and what
// axe finds, each beside its limit (`--quick`: with fewer repetitions). Run it on a built package.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'puppeteer-core';
import { findings } from '../browser/axe.ts';
import { launchBrowser } from '../browser/browser.ts';
import { BUILT_PAGE, openTestHost } from '../browser/host.ts';
import { ANALYSIS, ROWS, SUMMARY, TRENDS } from '../browser/samples.ts';

const quick = process.argv.includes('--quick');
const STARTS = quick ? 5 : 15;
const VIEWS = { summary: SUMMARY, trends: TRENDS, analysis: ANALYSIS, rows: ROWS } as const;

const line = (what: string, figure: string, limit: string) =>
  console.log(`${what.padEnd(52)} ${figure.padStart(12)}   ${limit}`);
const kb = (bytes: number) => `${(bytes / 1000).toFixed(0)} KB`;
const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const page = readFileSync(BUILT_PAGE);
line('page', kb(page.length), 'at most 600 KB');
line('page, compressed (gzip 9)', kb(gzipSync(page, { level: 9 }).length), 'at most 180 KB');

const views = ['summary', 'trends', 'analysis', 'rows'] as const;

/** Milliseconds until a view is drawn in a browser that has just started, so that none of its code is compiled yet. */
async function coldRender(browser: Browser, view: (typeof views)[number]): Promise<number> {
  const host = await openTestHost(browser);
  const opening = { view, args: {}, answer: { ...VIEWS[view] }, context: {}, width: 760 };
  return host.page.evaluate((given) => window.renderTime(given), opening);
}

async function inBrowser<Result>(work: (browser: Browser) => Promise<Result>): Promise<Result> {
  const launched = await launchBrowser();
  if ('missing' in launched) throw new Error(`Nothing is rendered: ${launched.missing}`);
  try {
    return await work(launched.browser);
  } finally {
    await launched.browser.close();
  }
}

for (const view of views) {
  const times: number[] = [];
  for (let start = 0; start < STARTS; start += 1) {
    times.push(await inBrowser((browser) => coldRender(browser, view)));
  }
  const what = view === 'trends' ? 'trends of 20 services over 180 days' : view;
  const limit = view === 'trends' ? 'at most 300 ms' : '';
  line(`${what}: drawn, median of ${STARTS}`, `${median(times).toFixed(0)} ms`, limit);
}
await inBrowser(async (browser) => {
  const host = await openTestHost(browser);
  for (const view of views) {
    const frame = await host.show({ view, answer: { ...VIEWS[view] } });
    line(`${view}: found by axe`, String((await findings(frame)).length), '0');
  }
});

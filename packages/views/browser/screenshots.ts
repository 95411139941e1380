// Takes a picture of every view, light, dark and narrow, from 1,500 generated cases, and puts them into the folder that is
// named, dist/screenshots unless told otherwise. With --docs those that the README shows go to docs/images.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Page } from 'puppeteer-core';
import { VIEW_OF_TOOL } from '../src/page.ts';
import { launchBrowser } from './browser.ts';
import { openTestHost, type Shown, type TestHost } from './host.ts';
import { localAnswers } from './local-answers.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const STYLES = [
  { style: 'light', width: 760, context: { theme: 'light' } },
  { style: 'dark', width: 760, context: { theme: 'dark' } },
  { style: 'narrow', width: 360, context: { theme: 'light' } },
] as const;

/** The pictures of the README, and where each ends, in CSS pixels. */
const IN_README: Readonly<Record<string, number>> = {
  'summary-light': 560,
  'trends-dark': 560,
  'analysis-light': 540,
};

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: here('../dist/screenshots') },
    docs: { type: 'boolean', default: false },
  },
});
const images = here('../../../docs/images');

const launched = await launchBrowser();
if ('missing' in launched) throw new Error(launched.missing);
try {
  const answers = await localAnswers();
  const host = await openTestHost(launched.browser);
  mkdirSync(values.out, { recursive: true });
  if (values.docs) mkdirSync(images, { recursive: true });
  for (const [tool, view] of Object.entries(VIEW_OF_TOOL)) {
    const answer = Object.entries(answers).find(([name]) => name === tool)?.[1] ?? {};
    for (const { style, width, context } of STYLES) {
      const name = `${view}-${style}`;
      await show(host, { view, answer, width, context });
      await take(host.page, width, join(values.out, `${name}.png`));
      const height = IN_README[name];
      if (values.docs && height !== undefined) {
        await take(host.page, width, join(images, `${name}.png`), height);
      }
    }
  }
} finally {
  await launched.browser.close();
}

async function show(host: TestHost, shown: Shown): Promise<void> {
  const frame = await host.show(shown);
  await frame.evaluate(() => document.fonts.ready.then(() => {}));
  // The host gives the frame its height when the view has told it.
  await host.page.waitForFunction(() => (document.querySelector('iframe')?.offsetHeight ?? 0) > 200);
  await frame.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => resolve(null))));
}

/** The picture up to a height, or of all. Twice as many pixels as CSS has, for screens that show them. */
async function take(page: Page, width: number, path: string, height?: number): Promise<void> {
  await page.setViewport({ width, height: height ?? 900, deviceScaleFactor: 2 });
  await page.screenshot({ path, type: 'png', fullPage: height === undefined });
}

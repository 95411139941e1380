import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { BUILT_PAGE } from '../browser/host.ts';
import { ANALYSIS, SUMMARY, TRENDS } from '../browser/samples.ts';
import { pageOf } from '../src/page.ts';
import { describeInBrowser } from './in-browser.ts';

describeInBrowser('the report', (host) => {
  it('shows the results inside it from a file, without a host', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'report-'));
    const file = join(folder, 'report.html');
    const answers = {
      get_case_summary: SUMMARY,
      before: {
        ...SUMMARY,
        filters_applied: { date_range: '2026-05-31 to 2026-08-28' },
        total_cases: SUMMARY.total_cases - 7,
      },
      get_service_trends: TRENDS,
      analyze_case_summaries: ANALYSIS,
      analysis_failure: `The budget of ${'x'.repeat(300)} is used up.`,
      made_on: '2026-11-26',
    };
    writeFileSync(file, pageOf(readFileSync(BUILT_PAGE, 'utf8'), 'report', answers));
    const page = await host().page.browser().newPage();
    try {
      await page.goto(pathToFileURL(file).href);
      expect(await page.$eval('.problem', (one) => one.textContent)).toMatch(
        /^There is no analysis: The budget of x+ is used up\.$/,
      );
      expect(await page.evaluate(() => fetch('data:,').then(String, String))).toContain('Failed to fetch');
      await page.setViewport({ width: 360, height: 800 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
      const headings = await page.$$eval('h1', (all) => all.map((one) => one.textContent));
      expect(headings).toEqual([
        'Support cases, Aug 29, 2026 to Nov 26, 2026',
        'Against May 31, 2026 to Aug 28, 2026',
        'Cases by service, May 31, 2026 to Nov 26, 2026',
        'Support cases read, May 31, 2026 to Nov 26, 2026',
      ]);
      const change = await page.$eval('.changes tbody td:last-child', (cell) => cell.textContent);
      expect(change).toBe('+7');
      expect(
        await page.$$eval('button:not(.problems button)', (all) => all.map((one) => one.textContent)),
      ).toEqual(['4 more']);
      expect(await page.$eval('.page', (one) => one.lastChild?.textContent)).toBe(
        'Case Insights, made on Nov 26, 2026.',
      );
    } finally {
      await page.close();
      rmSync(folder, { recursive: true });
    }
  });
});

import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { RunningStack } from '@case-insights/testing/local-stack';
import { sharedStack } from '@case-insights/testing/shared-stacks';
import type { Page } from 'puppeteer-core';
import { beforeAll, expect, it } from 'vitest';
import { describeInBrowser } from './in-browser.ts';

describeInBrowser('the page that pnpm local prints', (host) => {
  let stack: RunningStack | undefined;
  let page: Page | undefined;
  const address = () => stack?.viewsPage ?? '';
  beforeAll(async () => {
    stack = await sharedStack('current');
    page = await host().page.browser().newPage();
    await page.goto(address());
  });

  it.each([
    ['Count cases', 'Support cases, '],
    ['Service trends', 'Cases by service, '],
    ['Query cases with SQL', ' rows'],
    ['Analyze case summaries', 'Support cases read, '],
  ])('shows the view of "%s" with an answer of the real server', async (title, heading) => {
    await page?.locator(`::-p-text(${title})`).click();
    await expect
      .poll(async () => {
        const frame = await (await page?.$('iframe'))?.contentFrame();
        return frame?.$eval('h1', (one) => one.textContent).catch(() => '');
      })
      .toContain(heading);
  });

  it.each([
    ['a name of the internet that leads here', { host: 'example.com' }, 403],
    ['a page that sends no JSON', { 'content-type': 'text/plain' }, 404],
  ])('takes no call from %s', async (_, headers, status) => {
    const body = '{"name":"get_case_summary"}';
    const refused = request(`${address()}/call`, { method: 'POST', headers }).end(body);
    const [response]: IncomingMessage[] = await once(refused, 'response');
    response?.resume();
    expect(response?.statusCode).toBe(status);
  });
});

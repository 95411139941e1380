import { type Browser, connect } from 'puppeteer-core';
import { afterAll, beforeAll, describe, inject } from 'vitest';
import { openTestHost, type TestHost } from '../browser/host.ts';

const shared = inject('browser');

/** A suite with a host of views in a real browser; where none starts it is skipped, and the run says why. */
export function describeInBrowser(name: string, suite: (host: () => TestHost) => void): void {
  if ('missing' in shared) {
    describe.skip(name, () => suite(() => unavailable()));
    return;
  }
  describe(name, () => {
    let browser: Browser | undefined;
    let host: TestHost | undefined;
    beforeAll(async () => {
      browser = await connect({ browserWSEndpoint: shared.endpoint });
      host = await openTestHost(browser);
    });
    afterAll(async () => {
      await host?.page.close();
      await browser?.disconnect();
    });
    suite(() => host ?? unavailable());
  });
}

function unavailable(): never {
  throw new Error('The browser has not started yet.');
}

import { afterAll, beforeAll, describe } from 'vitest';
import { launchBrowser } from '../browser/browser.ts';
import { openTestHost, type TestHost } from '../browser/host.ts';

const launched = await launchBrowser();

/** A suite with a host of views in a real browser; skipped, with the reason in its name, where none starts. */
export function describeInBrowser(name: string, suite: (host: () => TestHost) => void): void {
  if ('missing' in launched) {
    describe.skip(`${name} (skipped: ${launched.missing})`, () => suite(() => unavailable()));
    return;
  }
  const { browser } = launched;
  describe(name, () => {
    let host: TestHost | undefined;
    beforeAll(async () => {
      host = await openTestHost(browser);
    });
    afterAll(() => browser.close());
    suite(() => host ?? unavailable());
  });
}

function unavailable(): never {
  throw new Error('The browser has not started yet.');
}

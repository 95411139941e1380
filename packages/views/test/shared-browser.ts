import type { TestProject } from 'vitest/node';
import { launchBrowser } from '../browser/browser.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the run's browser listens, or why there is none. */
    browser: { readonly endpoint: string } | { readonly missing: string };
  }
}

/** Starts one browser for all test files, since each takes a second of processor time, and closes it after them. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const launched = await launchBrowser();
  if ('missing' in launched) {
    console.warn(`The tests of the views in a browser are skipped. ${launched.missing}`);
    project.provide('browser', launched);
    return undefined;
  }
  const { browser } = launched;
  project.provide('browser', { endpoint: browser.wsEndpoint() });
  return () => browser.close();
}

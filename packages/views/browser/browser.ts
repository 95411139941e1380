import chromium from '@sparticuz/chromium';
import puppeteer, { type Browser } from 'puppeteer-core';

/** A browser, or the sentence that says why there is none. */
export type Launched = { readonly browser: Browser } | { readonly missing: string };

/**
 * Starts a Chromium without a window: the one that `PUPPETEER_EXECUTABLE_PATH` names, or on Linux x64 the one that the
 * package @sparticuz/chromium holds, which it unpacks into the temporary folder.
 */
export async function launchBrowser(): Promise<Launched> {
  const named = process.env.PUPPETEER_EXECUTABLE_PATH;
  if (named === undefined && (process.platform !== 'linux' || process.arch !== 'x64')) {
    const here = `${process.platform} ${process.arch}`;
    return {
      missing: `npm has no Chromium for ${here}; PUPPETEER_EXECUTABLE_PATH may name an installed one.`,
    };
  }
  // Swiftshader renders WebGL, which no view uses; without it 40 MB fewer are unpacked.
  chromium.setGraphicsMode = false;
  const args = named === undefined ? [...chromium.args, '--no-sandbox'] : ['--no-sandbox'];
  try {
    const executablePath = named ?? (await chromium.executablePath());
    return { browser: await puppeteer.launch({ executablePath, args, headless: 'shell' }) };
  } catch (error) {
    return { missing: `Chromium does not start: ${error instanceof Error ? error.message : error}` };
  }
}

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { McpUiHostContext } from '@modelcontextprotocol/ext-apps/app-bridge';
import { build } from 'esbuild';
import type { Browser, Frame, Page } from 'puppeteer-core';
import { PAGE_FILE, type ViewName } from '../src/page.ts';

/** A result, or the sentence of a failed call. */
export type ScriptedAnswer = Readonly<Record<string, unknown>> | string;

/** What the page in the browser needs to show a view. */
export interface Opening {
  readonly view: ViewName;
  readonly args: Readonly<Record<string, unknown>>;
  /** The result that the host has for the view; undefined for none yet. */
  readonly answer: ScriptedAnswer | undefined;
  readonly context: McpUiHostContext;
  readonly width: number;
}

/** What the page offers to whoever drives the browser. */
export interface PageFunctions {
  /** The built page, given once: it is large, and the browser takes a tenth of a second for such a message. */
  builtPage: string;
  openView(opening: Opening): Promise<void>;
  /** Once it has settled, nothing that the view asks is heard. */
  closeView(): Promise<void>;
  renderTime(opening: Opening): Promise<number>;
  setHostContext(context: McpUiHostContext): Promise<void>;
}

/** A call that a view made, or a request to its host. */
export interface Asked {
  readonly what: string;
  readonly params: unknown;
}

export interface Shown {
  readonly view: ViewName;
  readonly answer?: ScriptedAnswer;
  readonly args?: Readonly<Record<string, unknown>>;
  readonly context?: McpUiHostContext;
  /** In CSS pixels. */
  readonly width?: number;
  /** Answers the calls of the view, in order. */
  readonly answers?: readonly ScriptedAnswer[];
  readonly resources?: Readonly<Record<string, string>>;
}

/** A host of views in a browser, with a script for a server. */
export interface TestHost {
  readonly page: Page;
  /** Shows a view and returns its frame, when it has drawn the answer. */
  show(shown: Shown): Promise<Frame>;
  /** What the view has asked since it was shown. */
  asked(): readonly Asked[];
  /** Complaints of the browser since the start: errors, blocked requests. */
  readonly complaints: readonly string[];
}

export const BUILT_PAGE = fileURLToPath(new URL(`../dist/${PAGE_FILE}`, import.meta.url));

/** The script of the host's page, bundled once for all hosts of a process. */
let hostScript: Promise<string> | undefined;

async function bundleHostScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../browser/host-page.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
}

export async function openTestHost(browser: Browser): Promise<TestHost> {
  const html = readFileSync(BUILT_PAGE, 'utf8');
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warn') complaints.push(message.text());
  });
  page.on('request', (request) => {
    if (!/^(?:about|data|blob):/.test(request.url())) complaints.push(`asked for ${request.url()}`);
  });

  let answers: ScriptedAnswer[] = [];
  let resources: Readonly<Record<string, string>> = {};
  let asked: Asked[] = [];
  await page.exposeFunction('callTool', async (name: string, args: unknown) => {
    asked.push({ what: name, params: args });
    return answers.shift() ?? 'The script has no more answers.';
  });
  await page.exposeFunction('readResource', async (uri: string) => {
    asked.push({ what: 'resources/read', params: uri });
    return resources[uri] ?? '';
  });
  await page.exposeFunction('onRequest', (method: string, params: unknown) => {
    asked.push({ what: method, params });
  });
  await page.setContent(
    '<!doctype html><html lang="en"><title>host</title><body style="margin:0"></body></html>',
  );
  hostScript ??= bundleHostScript();
  await page.addScriptTag({ content: await hostScript });
  await page.evaluate((text) => {
    window.builtPage = text;
  }, html);

  return {
    page,
    complaints,
    asked: () => asked,
    async show({ view, answer, args = {}, context = {}, width = 760, ...scripted }) {
      // What the view before still asks is not taken for what this one does.
      await page.evaluate(() => window.closeView());
      answers = [...(scripted.answers ?? [])];
      resources = scripted.resources ?? {};
      asked = [];
      const opening: Opening = { view, args, answer, context, width };
      await page.evaluate((given) => window.openView(given), opening);
      const handle = await page.waitForSelector('iframe');
      const frame = await handle?.contentFrame();
      if (!frame) throw new Error('The host has no frame.');
      await frame.waitForSelector(answer === undefined ? '.page' : 'h1, .problem');
      return frame;
    },
  };
}

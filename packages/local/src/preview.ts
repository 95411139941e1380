import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Client } from '@modelcontextprotocol/client';
import * as z from 'zod';
import { connectBridge } from './bridge-client.ts';
import { PREVIEW_PAGE } from './built.ts';
import { type Service, startService } from './http/service.ts';
import type { StackDescription } from './stack.ts';

/** What a host of MCP Apps declares. */
const SHOWS_VIEWS = {
  extensions: { 'io.modelcontextprotocol/ui': { mimeTypes: ['text/html;profile=mcp-app'] } },
};
/** An analysis answers within a client's patience, 45 s, and the local model within less. */
const CALL_TIMEOUT_MS = 120_000;

const CALL = z.object({ name: z.string(), arguments: z.record(z.string(), z.unknown()).default({}) });

/**
 * Serves a page on loopback that shows the views as a host of MCP Apps does, with a real bridge behind it, which starts
 * when the page first asks for something. Only pages of this very address may ask: a name of the internet that
 * resolves to loopback is refused, and other pages cannot send JSON here.
 */
export async function startPreview(stack: StackDescription): Promise<Service> {
  let connecting: Promise<Client> | undefined;
  const client = () => {
    connecting ??= connectBridge(stack, 'case-insights-preview', SHOWS_VIEWS).catch((error: unknown) => {
      connecting = undefined;
      throw error;
    });
    return connecting;
  };
  const service = await startService({
    async handle(request, body, response) {
      const host = new URL(service.endpoint).host;
      if (request.headers.host !== host) return refuse(response, 403, `Open ${service.endpoint} itself.`);
      const url = new URL(request.url ?? '/', service.endpoint);
      if (request.method === 'GET' && url.pathname === '/') {
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
        response.end(await readFile(PREVIEW_PAGE));
      } else if (request.method === 'GET' && url.pathname === '/tools') {
        answer(response, await (await client()).listTools());
      } else if (request.method === 'GET' && url.pathname === '/resource') {
        const uri = url.searchParams.get('uri') ?? '';
        answer(response, await (await client()).readResource({ uri }));
      } else if (request.method === 'POST' && url.pathname === '/call' && isJson(request)) {
        const call = CALL.parse(JSON.parse(body.toString('utf8')));
        answer(response, await (await client()).callTool(call, { timeout: CALL_TIMEOUT_MS }));
      } else {
        refuse(response, 404, 'There is only the page itself here.');
      }
    },
  });
  return {
    endpoint: service.endpoint,
    async close() {
      await service.close();
      const open = await connecting?.catch(() => undefined);
      await open?.close();
    },
  };
}

function isJson({ headers }: IncomingMessage): boolean {
  return headers['content-type'] === 'application/json';
}

function answer(response: ServerResponse, result: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result));
}

function refuse(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(sentence);
}

import {
  isInitializeRequest,
  type Server,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';
import * as z from 'zod';
import { MAX_ANALYSES, MAX_CALLS } from '../call/request-work.ts';
import type { Tool } from '../call/tool.ts';
import { protocolError } from '../http/errors.ts';
import { KEEP_ALIVE_MS } from '../http/slow-answer.ts';

const INVALID_REQUEST = -32600;

/** The SDK's own bound of a batch. */
const MAX_BATCH_SIZE = 100;

/** Makes the server of one message. */
export type MakeServer = () => Server;

/**
 * Serves a 2025-era message without a session: a fresh server and transport for it alone. The transport requires both
 * content types in `Accept`, which plain HTTP clients do not send, so it gets a copy of the request that has
 * them; the format was decided before.
 */
export async function serveLegacy(
  request: Request,
  message: unknown,
  makeServer: MakeServer,
  format: 'json' | 'sse',
  tools: readonly Tool[],
): Promise<Response> {
  if (Array.isArray(message)) return await serveBatch(request, message, makeServer, tools);
  return await serveMessage(request, message, makeServer, format);
}

async function serveMessage(
  request: Request,
  message: unknown,
  makeServer: MakeServer,
  format: 'json' | 'sse',
): Promise<Response> {
  const transport = new WebStandardStreamableHTTPServerTransport({
    enableJsonResponse: format === 'json',
    keepAliveMs: KEEP_ALIVE_MS,
  });
  await makeServer().connect(transport);
  const headers = new Headers(request.headers);
  headers.set('accept', 'application/json, text/event-stream');
  return await transport.handleRequest(new Request(request.url, { method: 'POST', headers }), {
    parsedBody: message,
  });
}

/**
 * Each message of a batch is served alone, so that requests with the same id keep their own answers, and the answers
 * are one array in the order of the requests. An empty batch, or one with something in it that is no message, is never
 * taken for a legacy request and so never comes here.
 */
async function serveBatch(
  request: Request,
  batch: readonly unknown[],
  makeServer: MakeServer,
  tools: readonly Tool[],
): Promise<Response> {
  if (batch.length > MAX_BATCH_SIZE) {
    return protocolError(
      400,
      INVALID_REQUEST,
      `The batch has ${batch.length} messages; send at most ${MAX_BATCH_SIZE}.`,
    );
  }
  if (batch.length > 1 && batch.some(isInitializeRequest)) {
    return protocolError(
      400,
      INVALID_REQUEST,
      'An initialize request cannot be part of a batch; send it alone.',
    );
  }
  const refusalOf = callsBeyond(tools);
  const responses = await Promise.all(
    batch.map((message) => refusalOf(message) ?? serveMessage(request, message, makeServer, 'json')),
  );
  // A whole batch fails by what its HTTP request lacks, such as a known protocol version.
  const failed = responses.find((response) => response.status >= 400);
  if (failed !== undefined) return failed;
  const answers = responses.filter((response) => response.status !== 202).map((response) => response.json());
  if (answers.length === 0) return new Response(null, { status: 202 });
  return Response.json(await Promise.all(answers));
}

/** A message that may ask Athena or the model: a call of a tool, or the reading of a resource, which has no name. */
const CALL = z.object({
  id: z.union([z.string(), z.number()]),
  method: z.enum(['tools/call', 'resources/read']),
  params: z.object({ name: z.string().optional() }),
});

/** Counts the calls of one batch; answers those beyond what one request may hold. */
function callsBeyond(tools: readonly Tool[]): (message: unknown) => Response | undefined {
  const analyses = new Set(tools.filter(({ analyzes }) => analyzes).map(({ definition }) => definition.name));
  const count = { calls: 0, analyses: 0 };
  return (message) => {
    const parsed = CALL.safeParse(message);
    if (!parsed.success) return undefined;
    const { id, params } = parsed.data;
    count.calls += 1;
    if (count.calls > MAX_CALLS) {
      return refused(
        id,
        `One request holds at most ${MAX_CALLS} tool calls; send the others in another request.`,
      );
    }
    if (params.name === undefined || !analyses.has(params.name)) return undefined;
    count.analyses += 1;
    return count.analyses > MAX_ANALYSES
      ? refused(id, 'One request holds at most one analysis; send the others in requests of their own.')
      : undefined;
  };
}

function refused(id: string | number, message: string): Response {
  return Response.json({ jsonrpc: '2.0', error: { code: INVALID_REQUEST, message }, id });
}

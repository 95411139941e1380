/** A slower answer begins at once and is kept alive, so that no proxy closes the connection as idle. */
const READY_WITHIN_MS = 1_000;

/** Between keep-alives; well below API Gateway's idle timeouts (30 s on edge-optimized endpoints, 5 min on others). */
export const KEEP_ALIVE_MS = 15_000;

export type AnswerFormat = 'json' | 'sse';

const encoder = new TextEncoder();

/**
 * The response itself when it is ready within `withinMs`. Otherwise a 200 that begins at once and keeps itself alive
 * until the response is there: an event stream with comments and the body as its one message, or JSON after white
 * space. The response must be JSON and must not fail.
 */
export async function answerInTime(
  work: Promise<Response>,
  format: AnswerFormat,
  withinMs = READY_WITHIN_MS,
): Promise<Response> {
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, withinMs, undefined);
  });
  const ready = await Promise.race([work, overdue]);
  clearTimeout(timer);
  return ready ?? keptAlive(work, format);
}

function keptAlive(work: Promise<Response>, format: AnswerFormat): Response {
  const sign = encoder.encode(format === 'sse' ? ': waiting\n\n' : ' ');
  let timer: NodeJS.Timeout | undefined;
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      controller.enqueue(sign);
      timer = setInterval(() => controller.enqueue(sign), KEEP_ALIVE_MS);
      const text = await (await work).text();
      clearInterval(timer);
      controller.enqueue(encoder.encode(format === 'sse' ? `event: message\ndata: ${text}\n\n` : text));
      controller.close();
    },
    cancel: () => clearInterval(timer),
  });
  const type = format === 'sse' ? 'text/event-stream' : 'application/json';
  return new Response(body, { headers: { 'content-type': type, 'cache-control': 'no-cache, no-transform' } });
}

/** The same event stream with a comment in front: the status line leaves API Gateway with the first byte only. */
export function startedAtOnce(response: Response): Response {
  if (response.body === null || !response.headers.get('content-type')?.includes('text/event-stream'))
    return response;
  const opening = new TransformStream<Uint8Array, Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode(': open\n\n')),
  });
  const headers = new Headers(response.headers);
  // `Connection` is hop-by-hop, and API Gateway's connection to its client is another one.
  headers.delete('connection');
  return new Response(response.body.pipeThrough(opening), { status: response.status, headers });
}

/**
 * A response with at least one byte of body: a streamed Lambda response sends its status with the first byte, so one
 * without a body would never send any. Statuses that allow no body become 200.
 */
export function withBody(response: Response): Response {
  if (response.body !== null) return response;
  const status = response.status === 204 || response.status === 304 ? 200 : response.status;
  return new Response('\n', { status, headers: response.headers });
}

import type { IdsAsText } from '@case-insights/core/json-text';

/** The response with the ids as the client wrote them, line by line as they come. */
export function withIds(response: Response, ids: IdsAsText): Response {
  if (response.body === null) return response;
  let rest = '';
  const lines = new TransformStream<string, string>({
    transform(chunk, controller) {
      const text = rest + chunk;
      const end = text.lastIndexOf('\n') + 1;
      rest = text.slice(end);
      if (end > 0) controller.enqueue(ids.restore(text.slice(0, end)));
    },
    flush: (controller) => controller.enqueue(ids.restore(rest)),
  });
  const headers = new Headers(response.headers);
  headers.delete('content-length');
  const body = response.body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(lines)
    .pipeThrough(new TextEncoderStream());
  return new Response(body, { status: response.status, headers });
}

import { idsAsText } from '@case-insights/core/json-text';
import { expect, it } from 'vitest';
import { withIds } from './ids.ts';

it('withIds puts ids and progress tokens back however the stream is cut', async () => {
  const message = '{"id":9007199254740993,"params":{"_meta":{"progressToken":1.5}}}';
  const ids = idsAsText(message, JSON.parse(message))!;
  const answer =
    'data: {"progressToken":"case-insights-number:1.5","message":"\u{1f600}"}\n\ndata: {"id":"case-insights-number:9007199254740993"}\n\n';
  const bytes = new TextEncoder().encode(answer);
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < bytes.length; at += 5) controller.enqueue(bytes.slice(at, at + 5));
      controller.close();
    },
  });
  expect(await withIds(new Response(body), ids).text()).toBe(
    'data: {"progressToken":1.5,"message":"\u{1f600}"}\n\ndata: {"id":9007199254740993}\n\n',
  );
});

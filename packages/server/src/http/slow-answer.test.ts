import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answerInTime, startedAtOnce, withBody } from './slow-answer.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** An answer that a test lets come when it wants. */
function pending() {
  let answer: (body: unknown) => void = () => {};
  const work = new Promise<Response>((resolve) => {
    answer = (body) => resolve(Response.json(body, { status: 404 }));
  });
  return { work, answer };
}

async function pieces(response: Response, between: () => Promise<void>): Promise<string[]> {
  const seen: string[] = [];
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  seen.push((await reader.read()).value!);
  await between();
  for (let next = await reader.read(); !next.done; next = await reader.read()) seen.push(next.value);
  return seen;
}

describe('answerInTime', () => {
  it('passes on an answer that is ready within a second, status and all', async () => {
    const { work, answer } = pending();
    const answered = answerInTime(work, 'sse');
    await vi.advanceTimersByTimeAsync(999);
    answer({ ok: 1 });
    expect(await answered).toBe(await work);
  });

  it.each([
    [
      'sse',
      'text/event-stream',
      [': waiting\n\n', ': waiting\n\n', ': waiting\n\n', 'event: message\ndata: {"ok":1}\n\n'],
    ],
    ['json', 'application/json', [' ', ' ', ' ', '{"ok":1}']],
  ] as const)('keeps a slow one alive as %s each 15 s', async (format, type, expected) => {
    const { work, answer } = pending();
    const answered = answerInTime(work, format);
    await vi.advanceTimersByTimeAsync(1_000);
    const response = await answered;
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    const seen = await pieces(response, async () => {
      await vi.advanceTimersByTimeAsync(30_000);
      answer({ ok: 1 });
    });
    expect(seen).toEqual(expected);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('startedAtOnce', () => {
  it('puts a comment in front of an event stream, and nothing in front of JSON', async () => {
    const stream = new Response('data: 1\n\n', { headers: { 'content-type': 'text/event-stream' } });
    expect(await startedAtOnce(stream).text()).toBe(': open\n\ndata: 1\n\n');
    expect(await startedAtOnce(Response.json(1)).text()).toBe('1');
  });
});

describe('withBody', () => {
  it.each([
    [202, 202],
    [204, 200],
    [304, 200],
  ])('gives a %i without a body one byte, as %i', async (status, expected) => {
    const response = withBody(new Response(null, { status }));
    expect(response.status).toBe(expected);
    expect(await response.text()).toBe('\n');
  });
});

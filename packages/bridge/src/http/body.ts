import type { IncomingMessage } from 'node:http';
import { BridgeFailure, isFailure } from '../failure.ts';

/** The longest body or event taken from a server, in bytes: what a Lambda function can stream fits (200 MB). */
export const MAX_ANSWER_BYTES = 200 * 1024 * 1024;

/**
 * Hands each piece of a response body to `onChunk`, reading no further while the promise it may return is pending.
 * Settles at the end of the body. Rejects with a `stream_cut` failure when the connection breaks before, with the
 * failure that aborted the request, or with what `onChunk` throws.
 */
export function readBody(
  response: IncomingMessage,
  onChunk: (chunk: Buffer) => Promise<void> | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      reject(error);
      response.destroy();
    };
    response.on('data', (chunk: Buffer) => {
      try {
        const wait = onChunk(chunk);
        if (wait === undefined) return;
        response.pause();
        wait.then(() => response.resume(), fail);
      } catch (error) {
        fail(error);
      }
    });
    response.once('end', resolve);
    response.once('error', (error) => reject(isFailure(error) ? error : cut(error)));
    response.once('close', () => {
      if (!response.complete) reject(cut());
    });
  });
}

/** The whole body as text. Rejects as `readBody` does, and when the body is longer than `limit` bytes. */
export async function readText(
  response: IncomingMessage,
  onChunk: () => Promise<void> | undefined = () => undefined,
  limit = MAX_ANSWER_BYTES,
): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  await readBody(response, (chunk) => {
    length += chunk.length;
    if (length > limit) {
      throw new BridgeFailure(
        'bad_answer',
        `The server's answer is longer than ${limit} bytes; ask for less at once.`,
      );
    }
    chunks.push(chunk);
    return onChunk();
  });
  return Buffer.concat(chunks).toString('utf8');
}

function cut(cause?: Error): BridgeFailure {
  return new BridgeFailure(
    'stream_cut',
    'The connection broke in the middle of the answer; the call may have run, so look before you repeat it.',
    { standing: 'unknown', ...(cause === undefined ? {} : { cause }) },
  );
}

import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { BridgeFailure, isFailure } from '../failure.ts';
import { decoded } from './decoded.ts';

/** The longest body or event taken from a server, in bytes: what a Lambda function can stream fits (200 MB). */
export const MAX_ANSWER_BYTES = 200 * 1024 * 1024;

/**
 * Hands each piece of a response body, decoded where it is compressed, to `onChunk`, reading no further while the promise
 * it may return is pending. Settles at the end of the body. Rejects with a `stream_cut` failure when the connection breaks
 * before, with the failure that aborted the request, or with what `onChunk` throws.
 */
export function readBody(
  response: IncomingMessage,
  onChunk: (chunk: Buffer) => Promise<void> | undefined,
): Promise<void> {
  return response.headers['content-encoding'] === undefined
    ? readPieces(response, response, onChunk)
    : decoded(response).then((body) => readPieces(response, body, onChunk));
}

function readPieces(
  response: IncomingMessage,
  body: Readable,
  onChunk: (chunk: Buffer) => Promise<void> | undefined,
): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const fail = (error: unknown) => {
      reject(error);
      response.destroy();
      body.destroy();
    };
    body.on('data', (chunk: Buffer) => {
      try {
        const wait = onChunk(chunk);
        if (wait === undefined) return;
        body.pause();
        wait.then(() => body.resume(), fail);
      } catch (error) {
        fail(error);
      }
    });
    body.once('end', resolve);
    body.once('error', (error) => {
      if (isFailure(error)) reject(error);
      else reject(isUndecodable(error) ? undecodable(error) : cut(error));
    });
    body.once('close', () => {
      if (!response.complete) reject(cut());
    });
  });
}

/** Errors of `node:zlib` have codes of its own, those of a connection have the system's. */
function isUndecodable(error: Error & { code?: string }): boolean {
  return /^(Z_|ERR__?(ZLIB|BROTLI)|ERR_BROTLI)/.test(error.code ?? '');
}

function undecodable(cause: Error): BridgeFailure {
  return new BridgeFailure(
    'bad_answer',
    "The server's answer does not match its Content-Encoding; check for a proxy that modifies responses.",
    { standing: 'unknown', cause },
  );
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
        `The server's answer is longer than ${limit} bytes; request less at once.`,
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

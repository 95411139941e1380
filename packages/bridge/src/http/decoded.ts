import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { createGunzip } from 'node:zlib';
import { BridgeFailure } from '../failure.ts';

type Decoder = ReturnType<typeof createGunzip>;

/**
 * The body of a response without its `Content-Encoding`, which a proxy may add though nobody asked for it: `gzip`, `deflate`
 * and `br`. The response itself where there is none. Pieces come as they arrive and bounds hold for what is decoded. Throws a
 * `bad_answer` failure for any other encoding; the stream fails with one where the body is not what it says.
 */
export async function decoded(response: IncomingMessage): Promise<Readable> {
  const encoding = (response.headers['content-encoding'] ?? '').trim().toLowerCase();
  if (encoding === '' || encoding === 'identity') return response;
  const zlib = await import('node:zlib');
  // Flushed with each piece, or an event would wait for the next one.
  const flush = zlib.constants.Z_SYNC_FLUSH;
  const decoders: Readonly<Record<string, () => Decoder>> = {
    gzip: () => zlib.createGunzip({ flush }),
    'x-gzip': () => zlib.createGunzip({ flush }),
    deflate: () => zlib.createInflate({ flush }),
    br: () => zlib.createBrotliDecompress(),
  };
  const decoder = Object.hasOwn(decoders, encoding) ? decoders[encoding]?.() : undefined;
  if (decoder === undefined) {
    throw new BridgeFailure(
      'bad_answer',
      `The server answered in the encoding ${JSON.stringify(encoding)}, which was not requested; check for a proxy that compresses responses.`,
      { standing: 'unknown' },
    );
  }
  response.once('error', (error) => decoder.destroy(error));
  response.once('close', () => {
    if (!response.complete) decoder.destroy(new Error('aborted'));
  });
  decoder.once('close', () => response.destroy());
  return response.pipe(decoder);
}

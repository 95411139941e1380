import { CLIENT_OPTIONS } from '../aws/client-options.ts';

/**
 * The largest response of Athena that is read into memory: twice the largest answer of a tool. A page of 1,000 rows can
 * hold gigabytes, which would end the function.
 */
export const MAX_RESPONSE_BYTES = 8_000_000;

/** A response of Athena was larger than may be read; ask for fewer rows. */
export class ResponseTooLarge extends Error {
  override readonly name = 'ResponseTooLarge';
  constructor() {
    super(`A response of Athena is larger than ${MAX_RESPONSE_BYTES} bytes.`);
  }
}

/** Options of the Athena client, whose responses are bounded. */
export const ATHENA_OPTIONS = { ...CLIENT_OPTIONS, streamCollector: readBounded };

/** Reads a response's body. Throws ResponseTooLarge as soon as it is over the limit, and closes the connection. */
async function readBounded(stream: unknown): Promise<Uint8Array> {
  if (!isReadable(stream)) throw new TypeError('A response of Athena has no readable body.');
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop by an error destroys the stream.
  for await (const chunk of stream) {
    bytes += chunk.byteLength;
    if (bytes > MAX_RESPONSE_BYTES) throw new ResponseTooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function isReadable(stream: unknown): stream is AsyncIterable<Uint8Array> {
  return typeof stream === 'object' && stream !== null && Symbol.asyncIterator in stream;
}

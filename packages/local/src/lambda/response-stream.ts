import { Writable } from 'node:stream';

type Write = (chunk: string | Uint8Array) => void;

/** The stream that a streaming handler writes its response to: each write is sent at once. */
export class InvocationStream extends Writable {
  /** Set by `HttpResponseStream.from`; frameworks look for it by this name. */
  _onBeforeFirstWrite: ((write: Write) => void) | undefined;
  contentType = 'application/octet-stream';

  constructor(private readonly deliver: (data: Uint8Array) => Promise<void>) {
    super({ decodeStrings: true });
  }

  setContentType(contentType: string): void {
    this.contentType = contentType;
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    const pieces: Uint8Array[] = [];
    this._onBeforeFirstWrite?.((piece) => pieces.push(Buffer.from(piece)));
    this._onBeforeFirstWrite = undefined;
    pieces.push(chunk);
    this.deliver(Buffer.concat(pieces)).then(() => done(), done);
  }
}

/**
 * `awslambda.HttpResponseStream`: puts the metadata prelude (JSON, then eight NUL bytes) before the first byte of
 * the body. As on AWS, a response with an empty body sends no prelude.
 */
export const HttpResponseStream = {
  from(stream: InvocationStream, prelude: unknown): InvocationStream {
    const metadata = JSON.stringify(prelude);
    stream.setContentType('application/vnd.awslambda.http-integration-response');
    stream._onBeforeFirstWrite = (write) => {
      write(metadata);
      write(new Uint8Array(8));
    };
    return stream;
  },
};

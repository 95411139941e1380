/** The longest line taken from stdin, in bytes. API Gateway takes 10 MB at most; the rest is room for other servers. */
export const MAX_LINE_BYTES = 32 * 1024 * 1024;

export type Line = { readonly bytes: Buffer } | { readonly oversized: true };

const LF = 0x0a;

/** Cuts a byte stream into lines. A line beyond the limit is dropped while it arrives, and reported once. */
export class LineSplitter {
  readonly #limit: number;
  #parts: Buffer[] = [];
  #length = 0;
  #dropping = false;

  constructor(limit = MAX_LINE_BYTES) {
    this.#limit = limit;
  }

  /** The lines that `chunk` completes, without their line feed, empty ones included. */
  push(chunk: Buffer): Line[] {
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, start)) {
      this.#keep(chunk.subarray(start, end));
      lines.push(this.#take());
      start = end + 1;
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
    return lines;
  }

  /** What remains when the stream ends: a last line without a line feed, or nothing. */
  end(): Line[] {
    return this.#length === 0 && !this.#dropping ? [] : [this.#take()];
  }

  #keep(part: Buffer): void {
    if (this.#dropping || part.length === 0) return;
    this.#length += part.length;
    if (this.#length > this.#limit) {
      this.#dropping = true;
      this.#parts = [];
    } else {
      this.#parts.push(part);
    }
  }

  #take(): Line {
    const [first] = this.#parts;
    const line: Line = this.#dropping
      ? { oversized: true }
      : { bytes: this.#parts.length === 1 && first !== undefined ? first : Buffer.concat(this.#parts) };
    this.#parts = [];
    this.#length = 0;
    this.#dropping = false;
    return line;
  }
}

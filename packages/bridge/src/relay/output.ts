import type { Writable } from 'node:stream';

/** The client's end: one JSON-RPC message a line on stdout, and whether the client keeps up with reading. */
export class Output {
  readonly #stream: Writable;
  #drained: Promise<void> | undefined;
  #collecting = false;

  /** `onGone` is called when the client has closed its end, for each write that finds it so. */
  constructor(stream: Writable, onGone: () => void) {
    this.#stream = stream;
    stream.on('error', onGone);
  }

  /** Writes one message. Line breaks between its tokens become spaces; inside strings JSON has none. */
  write(text: string): void {
    const line = text.includes('\n') || text.includes('\r') ? text.replace(/[\r\n]+/g, ' ') : text;
    this.#collect();
    if (this.#stream.destroyed || this.#stream.write(`${line}\n`) || this.#drained !== undefined) return;
    this.#drained = new Promise((resolve) => {
      const settle = () => {
        this.#stream.off('drain', settle);
        this.#stream.off('close', settle);
        this.#drained = undefined;
        resolve();
      };
      this.#stream.on('drain', settle);
      this.#stream.on('close', settle);
    });
  }

  /** What is written until the event loop's next turn leaves in one system call: many answers arrive at once. */
  #collect(): void {
    if (this.#collecting || this.#stream.destroyed) return;
    this.#collecting = true;
    this.#stream.cork();
    setImmediate(() => this.#release());
  }

  #release(): void {
    if (!this.#collecting) return;
    this.#collecting = false;
    this.#stream.uncork();
  }

  /**
   * Writes a space, which means nothing before a JSON text, so that a reader that has gone shows itself: a pipe tells it
   * to nobody but who writes.
   */
  probe(): void {
    if (!this.#stream.destroyed && this.#drained === undefined) this.#stream.write(' ');
  }

  /** Settles when the client has read enough for more to be written; undefined when that is now. */
  get drained(): Promise<void> | undefined {
    return this.#drained;
  }

  /** Settles when everything written so far has left the process. */
  flush(): Promise<void> {
    this.#release();
    if (this.#stream.destroyed) return Promise.resolve();
    return new Promise((resolve) => this.#stream.write('', () => resolve()));
  }
}

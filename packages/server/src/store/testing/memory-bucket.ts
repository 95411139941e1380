import type { Bucket } from '../bucket.ts';

/** A bucket in memory with a clock of its own. */
export class MemoryBucket implements Bucket {
  readonly objects = new Map<
    string,
    { readonly text: string; readonly etag: string; readonly written: number }
  >();
  /** The bucket's clock, in seconds. */
  seconds = 0;
  /** Operations and names, in the order they came. */
  readonly calls: string[] = [];
  /** What every operation fails with, if anything. */
  failure: Error | undefined;
  #writes = 0;

  async get(name: string) {
    this.#note('get', name);
    const found = this.objects.get(name);
    return found === undefined
      ? undefined
      : { text: found.text, etag: found.etag, ageSeconds: this.seconds - found.written };
  }

  async put(name: string, text: string, condition?: 'absent' | { readonly etag: string }) {
    this.#note('put', name);
    const current = this.objects.get(name);
    if (condition === 'absent' && current !== undefined) return undefined;
    if (typeof condition === 'object' && current?.etag !== condition.etag) return undefined;
    this.#writes += 1;
    const etag = `"${this.#writes}"`;
    this.objects.set(name, { text, etag, written: this.seconds });
    return etag;
  }

  async remove(name: string) {
    this.#note('remove', name);
    this.objects.delete(name);
  }

  async list(after: string) {
    this.#note('list', after);
    return [...this.objects]
      .filter(([name]) => name > after)
      .map(([name, { written }]) => ({ name, ageSeconds: this.seconds - written }));
  }

  #note(operation: string, name: string): void {
    if (this.failure !== undefined) throw this.failure;
    this.calls.push(`${operation} ${name}`);
  }
}

/** Turns the parser's offsets, which count code points, into UTF-16 offsets. */
export class Utf16Offsets {
  /** Code point offsets of the characters beyond U+FFFF, ascending: each takes two units. */
  readonly #wide: readonly number[];

  constructor(text: string) {
    const wide: number[] = [];
    for (const match of text.matchAll(/[\u{10000}-\u{10ffff}]/gu)) wide.push(match.index - wide.length);
    this.#wide = wide;
  }

  at(codePoints: number): number {
    let low = 0;
    let high = this.#wide.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#wide[middle] ?? 0) < codePoints) low = middle + 1;
      else high = middle;
    }
    return codePoints + low;
  }
}

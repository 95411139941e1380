import type { ParserRuleContext } from 'antlr4ng';
import { endOf, startOf } from './trino-nodes.ts';
import type { Utf16Offsets } from './utf16-offsets.ts';

/** The text that a tree was made of. */
export class StatementSource {
  readonly #text: string;
  readonly #offsets: Utf16Offsets;

  constructor(text: string, offsets: Utf16Offsets) {
    this.#text = text;
    this.#offsets = offsets;
  }

  /** A node as the caller wrote it, on one line. */
  of(node: ParserRuleContext): string {
    return this.#slice(startOf(node), endOf(node));
  }

  /** The same with other text in place of nodes inside it, which come in the order of the text. */
  with(node: ParserRuleContext, replaced: readonly (readonly [ParserRuleContext, string])[]): string {
    let result = '';
    let done = startOf(node);
    for (const [inside, text] of replaced) {
      result += this.#slice(done, startOf(inside)) + text;
      done = endOf(inside);
    }
    return result + this.#slice(done, endOf(node));
  }

  #slice(start: number, end: number): string {
    return this.#text.slice(this.#offsets.at(start), this.#offsets.at(end)).replace(/\s+/gu, ' ');
  }
}

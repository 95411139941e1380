import { type Output, widthOf } from './output.ts';
import { cut } from './text-width.ts';

/** Returns to the start of the line and clears it (ECMA-48 EL). */
const CLEAR = '\r\u001b[K';
/** The width of a terminal that does not know its own. */
const DEFAULT_WIDTH = 80;

/** The last line of a terminal, which says what is going on and is replaced each time; on anything else nothing shows. */
export class StatusLine {
  #shown = '';

  constructor(private readonly output: Output) {}

  /** Shows `text` on one line, cut to the width of the terminal; `style` colours what is left of it. */
  show(text: string, style: (text: string) => string = (plain) => plain): void {
    if (!this.output.isTTY) return;
    // A full last column would wrap on some terminals.
    const shown = style(
      cut(text.replace(/\s*[\r\n]+\s*/g, ' '), (widthOf(this.output) || DEFAULT_WIDTH) - 1),
    );
    if (shown === this.#shown) return;
    this.output.write(CLEAR + shown);
    this.#shown = shown;
  }

  clear(): void {
    if (this.#shown !== '') this.output.write(CLEAR);
    this.#shown = '';
  }

  /** Writes a line that stays, above the status. */
  line(text: string): void {
    const below = this.#shown;
    this.clear();
    this.output.write(`${text}\n`);
    if (below === '') return;
    this.output.write(below);
    this.#shown = below;
  }
}

import { isAsciiLocale, toAscii } from '@case-insights/terminal/ascii';
import { type Style as PaintStyle, paintFor } from '@case-insights/terminal/paint';
import { StatusLine } from '@case-insights/terminal/status-line';
import { tableLines } from '@case-insights/terminal/table';
import { fit } from '@case-insights/terminal/text-width';
import { wrap } from './text.ts';

type Style = (text: string) => string;

/** Limits of the line length; a terminal that does not know its width reports 0. */
const MIN_WIDTH = 60;
const MAX_WIDTH = 110;
const INDENT = '    ';
/** The indent of the demo's own lines, of which answers are further in. */
const MARGIN = '  ';

export interface Column {
  readonly title: string;
  readonly align?: 'right';
}

/** Writes to a terminal with colours and a status line, or plain text to anything else; in ASCII where the locale has no more. */
export class Screen {
  readonly bold: Style;
  readonly dim: Style;
  readonly green: Style;
  readonly red: Style;
  readonly cyan: Style;
  private readonly status: StatusLine;
  private readonly shown: (text: string) => string;

  constructor(
    private readonly output: NodeJS.WriteStream,
    environment: NodeJS.ProcessEnv,
  ) {
    this.status = new StatusLine(output);
    this.shown = isAsciiLocale(environment) ? toAscii : (text) => text;
    const paint = paintFor(output, environment);
    const style =
      (name: PaintStyle): Style =>
      (text) =>
        paint(name, text);
    this.bold = style('bold');
    this.dim = style('dim');
    this.green = style('green');
    this.red = style('red');
    this.cyan = style('cyan');
  }

  /** Columns for a line, without its indent. */
  get width(): number {
    const columns = this.output.columns || MAX_WIDTH;
    return Math.max(MIN_WIDTH, Math.min(columns, MAX_WIDTH)) - INDENT.length;
  }

  /** A line that stays. */
  line(text = ''): void {
    this.status.clear();
    this.output.write(`${this.shown(text)}\n`);
  }

  /** A paragraph of the demo's own, broken between words; what continues it is further in. */
  paragraph(text: string): void {
    const [first = '', ...more] = wrap(text, this.width);
    this.line(MARGIN + first);
    for (const line of more) this.detail(line);
  }

  /** A line of an answer, indented. */
  detail(text: string): void {
    this.line(text === '' ? '' : INDENT + text);
  }

  /** A status line, which the next line replaces. Only a terminal shows it. */
  pass(text: string): void {
    this.status.show(INDENT + this.shown(fit(text, this.width)), this.dim);
  }

  /** Renders bold Markdown, the most common in models' answers, as bold text. */
  markdown(text: string): string {
    return text.replace(/\*\*(.+?)\*\*/g, (_match, strong: string) => this.bold(strong));
  }

  /** A table with column titles; what does not fit is truncated. */
  table(columns: readonly Column[], rows: readonly (readonly string[])[]): void {
    const cells = rows.map((row) => columns.map((_, index) => (row[index] ?? '').replace(/\s+/g, ' ')));
    const [titles = '', ...lines] = tableLines([columns.map(({ title }) => title), ...cells], {
      width: this.width,
      isRight: (_, column) => columns[column]?.align === 'right',
    });
    this.detail(this.dim(titles));
    for (const line of lines) this.detail(line);
  }
}

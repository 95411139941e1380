import { type Style as PaintStyle, paintFor } from '@case-insights/terminal/paint';
import { StatusLine } from '@case-insights/terminal/status-line';
import { tableLines } from '@case-insights/terminal/table';
import { fit } from '@case-insights/terminal/text-width';

type Style = (text: string) => string;

/** Limits of the line length; a terminal that does not know its width reports 0. */
const MIN_WIDTH = 60;
const MAX_WIDTH = 110;
const INDENT = '    ';

export interface Column {
  readonly title: string;
  readonly align?: 'right';
}

/** Writes to a terminal with colours and a status line, or plain text to anything else. */
export class Screen {
  readonly bold: Style;
  readonly dim: Style;
  readonly green: Style;
  readonly red: Style;
  readonly cyan: Style;
  private readonly status: StatusLine;

  constructor(
    private readonly output: NodeJS.WriteStream,
    environment: NodeJS.ProcessEnv,
  ) {
    this.status = new StatusLine(output);
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
    this.output.write(`${text}\n`);
  }

  /** A line of an answer, indented. */
  detail(text: string): void {
    this.line(text === '' ? '' : INDENT + text);
  }

  /** A status line, which the next line replaces. Only a terminal shows it. */
  pass(text: string): void {
    this.status.show(INDENT + fit(text, this.width), this.dim);
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

import { columnsOf, fit, padEnd } from './text.ts';

type Style = (text: string) => string;

/** Limits of the line length; a terminal that does not know its width reports 0. */
const MIN_WIDTH = 60;
const MAX_WIDTH = 110;
const INDENT = '    ';

export interface Column {
  readonly title: string;
  readonly align?: 'right';
  /** Takes the remaining width; at most one column of a table can. */
  readonly grows?: true;
}

/** Writes to a terminal with colours and a status line, or plain text to anything else. */
export class Screen {
  readonly bold: Style;
  readonly dim: Style;
  readonly green: Style;
  readonly red: Style;
  readonly cyan: Style;
  private passing = false;

  constructor(
    private readonly output: NodeJS.WriteStream,
    environment: NodeJS.ProcessEnv,
  ) {
    const coloured = output.isTTY && !environment.NO_COLOR;
    const style = (open: number, close: number): Style =>
      coloured ? (text) => `\u001b[${open}m${text}\u001b[${close}m` : (text) => text;
    this.bold = style(1, 22);
    this.dim = style(2, 22);
    this.green = style(32, 39);
    this.red = style(31, 39);
    this.cyan = style(36, 39);
  }

  /** Columns for a line, without its indent. */
  get width(): number {
    const columns = this.output.columns || MAX_WIDTH;
    return Math.max(MIN_WIDTH, Math.min(columns, MAX_WIDTH)) - INDENT.length;
  }

  /** A line that stays. */
  line(text = ''): void {
    this.clear();
    this.output.write(`${text}\n`);
  }

  /** A line of an answer, indented. */
  detail(text: string): void {
    this.line(text === '' ? '' : INDENT + text);
  }

  /** A status line, which the next line replaces. Only a terminal shows it. */
  pass(text: string): void {
    if (!this.output.isTTY) return;
    this.clear();
    this.output.write(this.dim(INDENT + fit(text, this.width)));
    this.passing = true;
  }

  /** Renders bold Markdown, the most common in models' answers, as bold text. */
  markdown(text: string): string {
    return text.replace(/\*\*(.+?)\*\*/g, (_match, strong: string) => this.bold(strong));
  }

  /** A table with column titles; what does not fit is truncated. */
  table(columns: readonly Column[], rows: readonly (readonly string[])[]): void {
    const widths = this.columnWidths(columns, rows);
    const row = (cells: readonly string[]) =>
      columns
        .map(({ align }, index) => {
          const width = widths[index] ?? 0;
          const cell = fit(cells[index] ?? '', width);
          return align === 'right' ? ' '.repeat(width - columnsOf(cell)) + cell : padEnd(cell, width);
        })
        .join('  ')
        .trimEnd();
    this.detail(this.dim(row(columns.map(({ title }) => title))));
    for (const cells of rows) this.detail(row(cells));
  }

  private columnWidths(columns: readonly Column[], rows: readonly (readonly string[])[]): number[] {
    const natural = columns.map(({ title }, index) =>
      Math.max(
        columnsOf(title),
        ...rows.map((cells) => columnsOf((cells[index] ?? '').replace(/\s+/g, ' '))),
      ),
    );
    const over = natural.reduce((sum, width) => sum + width + 2, -2) - this.width;
    if (over <= 0) return natural;
    return natural.map((width, index) => (columns[index]?.grows ? Math.max(8, width - over) : width));
  }

  private clear(): void {
    if (this.passing) this.output.write('\r\u001b[K');
    this.passing = false;
  }
}

/** Characters that are two columns wide: East Asian scripts, full-width forms, emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;

/** The width of a text on a terminal, in columns. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += WIDE.test(character) ? 2 : 1;
  return columns;
}

/** The text on one line, truncated to `width` columns with an ellipsis. */
export function fit(text: string, width: number): string {
  const line = text.replace(/\s+/g, ' ');
  if (columnsOf(line) <= width) return line;
  let kept = '';
  let columns = 1;
  for (const character of line) {
    columns += columnsOf(character);
    if (columns > width) break;
    kept += character;
  }
  return `${kept}…`;
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columnsOf(text)));
}

/** Wraps a text at spaces to `width` columns; keeps its line breaks and list indents. */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const indent = ' '.repeat(/^\s*(?:[-*•]\s+|\d+\.\s+)?/.exec(paragraph)?.[0].length ?? 0);
    const [first = '', ...words] = paragraph.split(' ');
    const lines = [first];
    for (const word of words) {
      const longer = `${lines.at(-1)} ${word}`;
      if (columnsOf(longer) > width && longer.trim() !== word) lines.push(indent + word);
      else lines[lines.length - 1] = longer;
    }
    return lines;
  });
}

const SPARKS = '▁▂▃▄▅▆▇█';

/** A row of small bars, each as high as its value; zero is the lowest. */
export function sparkline(values: readonly number[]): string {
  const highest = Math.max(...values, 1);
  return values.map((value) => SPARKS[Math.round((value / highest) * (SPARKS.length - 1))]).join('');
}

/** A horizontal bar, its length in eighths of a column. */
export function bar(value: number, highest: number, width: number): string {
  const eighths = Math.round((value / Math.max(highest, 1)) * width * 8);
  return '█'.repeat(Math.floor(eighths / 8)) + (['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'][eighths % 8] ?? '');
}

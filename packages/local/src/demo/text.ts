import { stripVTControlCharacters } from 'node:util';
import { columnsOf } from '@case-insights/terminal/text-width';

/** Wraps a text, which may be coloured, at spaces to `width` columns; keeps its line breaks and list indents. */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const indent = ' '.repeat(/^\s*(?:[-*•]\s+|\d+\.\s+)?/.exec(paragraph)?.[0].length ?? 0);
    const [first = '', ...words] = paragraph.split(' ');
    const lines = [first];
    for (const word of words) {
      const longer = `${lines.at(-1)} ${word}`;
      if (columnsOf(stripVTControlCharacters(longer)) > width && longer.trim() !== word)
        lines.push(indent + word);
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

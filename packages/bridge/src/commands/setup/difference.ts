import type { Paint } from '@case-insights/terminal/paint';

/** Unchanged lines shown around a change. Few: the lines beside it may hold another server's secrets. */
const CONTEXT = 1;

type Line = { readonly kind: ' ' | '-' | '+'; readonly text: string };

/** The lines in which two texts differ, as `diff -U1` would show them; empty when they are the same. */
export function difference(before: string, after: string, paint: Paint): string {
  const lines = align(splitLines(before), splitLines(after));
  const near = (index: number) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ kind }) => kind !== ' ');
  let skipped = false;
  return lines
    .flatMap((line, index) => {
      if (!near(index)) {
        skipped = true;
        return [];
      }
      const gap = skipped ? [`${paint('dim', '   …')}\n`] : [];
      skipped = false;
      const shown = `${line.kind} ${line.text}`;
      const style = line.kind === '+' ? 'green' : line.kind === '-' ? 'red' : 'dim';
      return [...gap, `${paint(style, shown)}\n`];
    })
    .join('');
}

function splitLines(text: string): string[] {
  return text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
}

/** What both begin and end with is the same; between, the longest common run of lines (the edits are a few lines). */
function align(before: readonly string[], after: readonly string[]): Line[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const same = (text: string): Line => ({ kind: ' ', text });
  return [
    ...before.slice(0, head).map(same),
    ...alignMiddle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(same),
  ];
}

function alignMiddle(before: readonly string[], after: readonly string[]): Line[] {
  const table = lengths(before, after);
  const at = (row: number, column: number) => table[row]?.[column] ?? 0;
  const lines: Line[] = [];
  let row = 0;
  let column = 0;
  while (row < before.length || column < after.length) {
    const old = before[row];
    const young = after[column];
    if (old !== undefined && old === young) {
      lines.push({ kind: ' ', text: old });
      row++;
      column++;
    } else if (old !== undefined && (young === undefined || at(row + 1, column) >= at(row, column + 1))) {
      lines.push({ kind: '-', text: old });
      row++;
    } else if (young !== undefined) {
      lines.push({ kind: '+', text: young });
      column++;
    }
  }
  return lines;
}

/** `[row][column]`: the length of the longest common subsequence of the texts from there on. */
function lengths(before: readonly string[], after: readonly string[]): number[][] {
  const table = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0));
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = after.length - 1; column >= 0; column--) {
      const value =
        before[row] === after[column]
          ? (table[row + 1]?.[column + 1] ?? 0) + 1
          : Math.max(table[row + 1]?.[column] ?? 0, table[row]?.[column + 1] ?? 0);
      const target = table[row];
      if (target !== undefined) target[column] = value;
    }
  }
  return table;
}

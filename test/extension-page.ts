/** A file of docs/extend.md: its path, and the whole of it (`ts`) or the lines that are added to it (`diff`). */
export const BLOCK = /^`(packages\/[\w./-]+)`\n\n```(ts|diff)\n([\s\S]*?)^```$/gm;

/**
 * The file with the diff's added lines: each before the next line of context, or after the last one. Throws where a line
 * of context is not in the file.
 */
export function applied(source: string, diff: string): string {
  const lines = source.split('\n');
  const edits = diff.trimEnd().split('\n');
  let place = 0;
  const find = (context: string) => {
    const found = lines.indexOf(context.slice(1), place);
    if (found < 0) throw new Error(`The line "${context}" of the page is not in the file.`);
    return found;
  };
  for (const [index, edit] of edits.entries()) {
    if (!edit.startsWith('+')) {
      place = find(edit) + 1;
      continue;
    }
    const next = edits.slice(index).find((line) => !line.startsWith('+'));
    if (next !== undefined) place = find(next);
    lines.splice(place, 0, edit.slice(1));
    place += 1;
  }
  return lines.join('\n');
}

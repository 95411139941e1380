import { Token } from 'antlr4ng';
import type { LongName } from './statement.ts';
import type { Utf16Offsets } from './utf16-offsets.ts';

/**
 * Finds names of three and more parts, such as `db.case_summary.subject` and `db.case_summary.*`. The grammar reads
 * them in half a dozen ways (column, dereference, all columns of a table), which is why this looks at the tokens; the
 * names that start at one of `others`, which are tables and functions, are left out, and so are fields of an
 * expression: `(row).a.b.c`.
 */
export function longNames(
  tokens: readonly Token[],
  others: ReadonlySet<number>,
  offsets: Utf16Offsets,
): LongName[] {
  const visible = tokens.filter((token) => token.channel === Token.DEFAULT_CHANNEL);
  const found: LongName[] = [];
  let index = 0;
  while (index < visible.length) {
    const parts: Token[] = [];
    const before = visible[index - 1];
    for (let token = visible[index]; token !== undefined && isPart(token); token = visible[index]) {
      parts.push(token);
      index += 1;
      if (visible[index]?.text !== '.') break;
      index += 1;
    }
    if (parts.length === 0) index += 1;
    const [first] = parts;
    if (first === undefined || parts.length < 3 || others.has(first.start)) continue;
    if (before?.text === '.') continue;
    found.push({ parts: parts.map(partText), starts: parts.map((part) => offsets.at(part.start)) });
  }
  return found;
}

/** Whether a token can be a part of a name. A star that is none, as in `a * b` and `count(*)`, has no dot behind it. */
function isPart(token: Token): boolean {
  return /^[A-Za-z_"*]/u.test(token.text ?? '');
}

function partText(token: Token): string {
  const text = token.text ?? '';
  return (text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text).toLowerCase();
}

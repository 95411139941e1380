import { cannot, invalidArgument } from './failure.ts';

/** A pattern of Trino's engine (Joni, with Java's syntax) as a JavaScript expression, and its number of groups. */
interface Pattern {
  readonly expression: RegExp;
  readonly groups: number;
  readonly names: readonly string[];
}

const patterns = new Map<string, Pattern>();

/** A cache, since a statement tries many texts against one pattern. */
function compile(source: string): Pattern {
  const known = patterns.get(source);
  if (known) return known;
  const pattern = translate(source);
  if (patterns.size > 500) patterns.clear();
  patterns.set(source, pattern);
  return pattern;
}

/** Letters that fold to several: `(?i)` takes ß for ss there, JavaScript does not. */
const FOLDS = /[ßẞŉǰΐΰևẖ-ẚﬀ-ﬆﬓ-ﬗİſK]/u;
const FOLD_PARTS = /ss|f[filt]|s[st]|ʼn/i;
const WORD = '\\p{L}\\p{M}\\p{N}\\p{Pc}';
const BOUNDARY = `(?:(?<=[${WORD}])(?![${WORD}])|(?<![${WORD}])(?=[${WORD}]))`;
const NO_BOUNDARY = `(?:(?<=[${WORD}])(?=[${WORD}])|(?<![${WORD}])(?![${WORD}]))`;
const CLASSES: Readonly<Record<string, string>> = {
  d: '0-9',
  w: '0-9A-Za-z_',
  s: '\\t-\\r ',
  h: '0-9a-fA-F',
};
const POSIX: Readonly<Record<string, string>> = {
  alpha: '\\p{L}',
  lower: '\\p{Ll}',
  upper: '\\p{Lu}',
  digit: '\\p{Nd}',
  alnum: '\\p{L}\\p{Nd}',
  punct: '\\p{P}',
  space: '\\s',
};

function translate(source: string): Pattern {
  let flags = 'u';
  let body = source;
  for (let lead = /^\(\?([ims]+)\)/.exec(body); lead; lead = /^\(\?([ims]+)\)/.exec(body)) {
    for (const flag of lead[1] ?? '') {
      if (!flags.includes(flag)) flags += flag;
    }
    body = body.slice(lead[0].length);
  }
  if (
    /\(\?[a-z-]*[a-z][a-z-]*[:)]/i.test(body.replace(/\(\?:/g, '')) ||
    /[*+?}]\+|\(\?>|&&|\\[GRXQEZ]/.test(body)
  ) {
    throw cannot('match this pattern: it has flags inside, or possessive or atomic groups');
  }
  if (flags.includes('i') && FOLDS.test(body))
    throw cannot('ignore the case of letters that fold to several');
  if (flags.includes('i') && FOLD_PARTS.test(body)) flags += 'F';
  const text = spell(body, flags.includes('m'));
  try {
    const expression = new RegExp(text, flags.replace('F', ''));
    const groups = new RegExp(`${text}|`, flags.replace('F', '')).exec('')?.length ?? 1;
    const names = Array.from(body.matchAll(/\(\?<([A-Za-z]\w*)>/g), ([, name = '']) => name);
    return {
      expression: flags.includes('F') ? Object.assign(expression, { folds: true }) : expression,
      groups: groups - 1,
      names,
    };
  } catch {
    throw invalidArgument(`invalid pattern: ${source}`);
  }
}

function spell(body: string, multiline: boolean): string {
  let inSet = false;
  return body.replace(
    /\\[pP]\{\w+\}|\\[\s\S]|\[:(\^?)(\w+):\]|\{\d+(?:,\d*)?\}|\\?[\s\S]/gu,
    (token, negated: string | undefined, posix: string | undefined) => {
      if (posix !== undefined) {
        const members = POSIX[posix];
        if (members === undefined || negated || !inSet) throw cannot('match this POSIX class');
        return members;
      }
      if (token === '[') {
        if (inSet) throw cannot('match sets within sets');
        inSet = true;
        return token;
      }
      if (token === ']') {
        const closes = inSet;
        inSet = false;
        return closes ? token : '\\]';
      }
      if (token === '$' && !inSet) return multiline ? '(?=\\n|(?![\\s\\S]))' : '(?=\\n?(?![\\s\\S]))';
      if (token === '^' && !inSet) return multiline ? '(?<=^|\\n)' : '(?<![\\s\\S])';
      if (token === '{' || token === '}') return `\\${token}`;
      return token.startsWith('\\') && token.length > 1 ? escaped(token, inSet) : token;
    },
  );
}

function escaped(token: string, inSet: boolean): string {
  const property = /^\\p\{(\w+)\}$/.exec(token)?.[1]?.toLowerCase();
  if (property !== undefined && Object.hasOwn(POSIX, property))
    return inSet ? (POSIX[property] ?? '') : `[${POSIX[property]}]`;
  const letter = token.slice(1);
  const members = CLASSES[letter.toLowerCase()];
  if (members !== undefined) {
    const negated = letter !== letter.toLowerCase();
    if (inSet && negated) throw cannot('match a negated class within a set');
    return inSet ? members : `[${negated ? '^' : ''}${members}]`;
  }
  if (letter === 'b' && !inSet) return BOUNDARY;
  if (letter === 'B' && !inSet) return NO_BOUNDARY;
  if (letter === 'A') return '(?<![\\s\\S])';
  if (letter === 'z') return '(?![\\s\\S])';
  if (letter === 'a') return '\\x07';
  if (letter === 'e') return '\\x1b';
  if (letter === 'x' || letter === 'c' || letter === '0') throw cannot(`match ${token} in a pattern`);
  if (/[pPkdDwWsStnrfvu1-9]/.test(letter)) return token;
  if (/[A-Za-z]/.test(letter)) return letter;
  return /[\^$\\.*+?()[\]{}|/-]/.test(letter) ? (letter === '-' && !inSet ? '-' : token) : letter;
}

function matcher(text: string, source: string, flags = ''): { pattern: Pattern; expression: RegExp } {
  const pattern = compile(source);
  if ('folds' in pattern.expression && FOLDS.test(text)) {
    throw cannot('ignore the case of letters that fold to several');
  }
  return {
    pattern,
    expression:
      flags === '' ? pattern.expression : new RegExp(pattern.expression, pattern.expression.flags + flags),
  };
}

export const regexpLike = (text: string, source: string): boolean =>
  matcher(text, source).expression.test(text);

function checkGroup(pattern: Pattern, group: bigint): number {
  if (group < 0n) throw invalidArgument('Group cannot be negative');
  if (group > BigInt(pattern.groups))
    throw invalidArgument(`Pattern has ${pattern.groups} groups. Cannot access group ${group}`);
  return Number(group);
}

export function regexpExtract(text: string, source: string, group: bigint): string | null {
  const { pattern, expression } = matcher(text, source);
  const index = checkGroup(pattern, group);
  return expression.exec(text)?.[index] ?? null;
}

/** The matches as a JSON array. */
export function regexpExtractAll(text: string, source: string, group: bigint): string {
  const { pattern, expression } = matcher(text, source, 'g');
  const index = checkGroup(pattern, group);
  return JSON.stringify(Array.from(text.matchAll(expression), (match) => match[index] ?? null));
}

export function regexpCount(text: string, source: string): bigint {
  return BigInt(Array.from(text.matchAll(matcher(text, source, 'g').expression)).length);
}

export function regexpSplit(text: string, source: string): string {
  const parts: string[] = [];
  let from = 0;
  for (const match of text.matchAll(matcher(text, source, 'g').expression)) {
    parts.push(text.slice(from, match.index));
    from = match.index + match[0].length;
  }
  return JSON.stringify([...parts, text.slice(from)]);
}

/** The position, in code points from 1, of the n-th match from a start; -1 where there is none. */
export function regexpPosition(text: string, source: string, start: bigint, occurrence: bigint): bigint {
  if (start < 1n) throw invalidArgument('start position cannot be smaller than 1');
  if (occurrence < 1n) throw invalidArgument('occurrence cannot be smaller than 1');
  const points = Array.from(text);
  if (start > BigInt(points.length)) return -1n;
  const offset = points.slice(0, Number(start) - 1).join('').length;
  const { expression } = matcher(text, source, 'g');
  expression.lastIndex = offset;
  for (let count = 0n, match = expression.exec(text); match; match = expression.exec(text)) {
    count += 1n;
    if (count === occurrence) return BigInt(Array.from(text.slice(0, match.index)).length + 1);
    if (match[0] === '') expression.lastIndex += 1;
  }
  return -1n;
}

export function regexpReplace(text: string, source: string, replacement: string): string {
  const { pattern, expression } = matcher(text, source, 'g');
  const parts = readReplacement(replacement, pattern);
  return text.replace(expression, (...args: unknown[]) =>
    parts.map((part) => (typeof part === 'string' ? part : String(args[part] ?? ''))).join(''),
  );
}

/** `$1`, `${name}` and `\x`; anything else with a dollar or backslash is wrong there. */
function readReplacement(replacement: string, pattern: Pattern): (string | number)[] {
  const parts: (string | number)[] = [];
  let at = 0;
  while (at < replacement.length) {
    const rest = replacement.slice(at);
    const named = /^\$\{(\w*)\}/.exec(rest);
    const numbered = /^\$(\d)/.exec(rest);
    if (rest.startsWith('\\')) {
      if (rest.length < 2) throw invalidArgument('Illegal replacement sequence: \\');
      parts.push(Array.from(rest)[1] ?? '');
      at += 1 + (Array.from(rest)[1]?.length ?? 0);
    } else if (named) {
      const index = pattern.names.indexOf(named[1] ?? '');
      if (index < 0) throw invalidArgument(`Illegal replacement sequence: unknown group { ${named[1]} }`);
      parts.push(index + 1);
      at += named[0].length;
    } else if (numbered) {
      let group = Number(numbered[1]);
      if (group > pattern.groups)
        throw invalidArgument(`Illegal replacement sequence: unknown group ${group}`);
      at += 2;
      // More digits belong to the group's number as long as there is such a group.
      while (/\d/.test(replacement[at] ?? '') && group * 10 + Number(replacement[at]) <= pattern.groups) {
        group = group * 10 + Number(replacement[at]);
        at += 1;
      }
      parts.push(group);
    } else if (rest.startsWith('$')) throw invalidArgument('Illegal replacement sequence: $');
    else {
      const [plain = rest] = /^[^$\\]+/.exec(rest) ?? [];
      parts.push(plain);
      at += plain.length;
    }
  }
  return parts;
}

/** The pieces between and within matches, as JSON: `[between, [groups], between, …]`, for a replacing lambda. */
export function regexpPieces(text: string, source: string): string {
  const pieces: unknown[] = [];
  let from = 0;
  for (const match of text.matchAll(matcher(text, source, 'g').expression)) {
    pieces.push({ f0: text.slice(from, match.index), f1: match.slice(1).map((group) => group ?? null) });
    from = match.index + match[0].length;
  }
  pieces.push({ f0: text.slice(from), f1: null });
  return JSON.stringify(pieces);
}

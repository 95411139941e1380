/** What stands for a character where only ASCII can be shown; each takes one column, as the character does. */
const STAND_INS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '●': '*',
    '✓': '+',
    '✗': 'x',
    '·': '|',
    '…': '~',
    '•': '-',
    '–': '-',
    '—': '-',
    '→': '-',
    '↗': '/',
    '↘': '\\',
    '‘': "'",
    '’': "'",
    '“': '"',
    '”': '"',
    '▁': '_',
    '▂': '.',
    '▃': ':',
    '▄': '-',
    '▅': '=',
    '▆': '+',
    '▇': '*',
    '█': '#',
    '░': '.',
    '▏': ' ',
    '▎': ' ',
    '▍': ' ',
    '▌': '#',
    '▋': '#',
    '▊': '#',
    '▉': '#',
  }),
);

/**
 * Whether the locale names a character set that has ASCII only, or another one than UTF-8, by the variables of POSIX in
 * their order. Without any of them a terminal is taken to show UTF-8: containers and Windows set none.
 */
export function isAsciiLocale({ LC_ALL, LC_CTYPE, LANG }: NodeJS.ProcessEnv): boolean {
  const locale = [LC_ALL, LC_CTYPE, LANG].find((value) => value !== undefined && value !== '');
  if (locale === undefined) return false;
  if (locale === 'C' || locale === 'POSIX') return true;
  const [, charset] = /\.([\w-]+)/.exec(locale) ?? [];
  return charset !== undefined && !/^utf-?8$/i.test(charset);
}

/** The text in ASCII: marks, bars and arrows by ASCII of the same width, letters without accents, anything else as `?`. */
export function toAscii(text: string): string {
  let ascii = '';
  for (const character of text) {
    if (character <= '\u007f') ascii += character;
    else ascii += STAND_INS.get(character) ?? (/^[\x20-\x7e]/.exec(character.normalize('NFD'))?.[0] || '?');
  }
  return ascii;
}

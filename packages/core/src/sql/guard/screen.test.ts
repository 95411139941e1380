import { describe, expect, it } from 'vitest';
import { MAX_NESTING, MAX_STATEMENT_BYTES, refuseOversized, screen } from './screen.ts';
import { tokens } from './tokens.ts';

/** The tokens of a text as `type:text`, those that are not closed with a question mark. */
const shown = (text: string) =>
  [...tokens(text)].map(
    ({ type, start, end, closed }) => `${type}:${text.slice(start, end)}${closed ? '' : '?'}`,
  );

describe('tokens', () => {
  it.each([
    ["SELECT 'a''b'", ['word:SELECT', 'space: ', "string:'a'", "string:'b'"]],
    ['"x"`y`\'', ['name:"x"', 'backquoted:`y`', "string:'?"]],
    ['a_1Z9 \t\r\n-', ['word:a_1Z9', 'space: \t\r\n', 'symbol:-']],
    ['-- a\r-- b\n', ['comment:-- a', 'space:\r', 'comment:-- b', 'space:\n']],
    ['/* -- */*/', ['comment:/* -- */', 'symbol:*', 'symbol:/']],
    ['/*/', ['comment:/*/?']],
    ['/**/1', ['comment:/**/', 'word:1']],
    ['!~\u007f\u000b', ['symbol:!', 'symbol:~', 'foreign:\u007f', 'foreign:\u000b']],
    ['\uffff\u{10000}\u00e9', ['foreign:\uffff', 'foreign:\u{10000}', 'foreign:\u00e9']],
    ['', []],
  ])('splits %j', (text, expected) => {
    expect(shown(text)).toEqual(expected);
  });
});

const typographic = (quote: string) =>
  `${quote} is a typographic quote: write text in straight single quotes, 'text'`;
const unprintable = (code: string) =>
  `The character U+${code} stands outside of quotes, where SQL has only printable ASCII: replace or quote it`;

describe('screen', () => {
  it.each([
    ['SELECT 1', 'SELECT 1', 2],
    [' a ; ; -- b', ' a', 1],
    ['a/* b\r\n */c', 'a    \r\n   c', 2],
    ["';' --", "';'", 1],
    ['a\t\tb', 'a\t\tb', 2],
  ])('keeps of %j what is no comment and no end, at its place', (text, sent, count) => {
    const screened = screen(text);
    expect(screened.text).toBe(sent);
    expect(screened.tokens).toHaveLength(count);
  });

  it.each([
    ['', '1:1', 'There is no statement here: send a SELECT, for example', 'empty'],
    [' ;', '1:1', 'There is no statement here: send a SELECT, for example', 'empty'],
    [
      'a;\n b',
      '2:2',
      'A second statement follows the semicolon: send one statement at a time',
      'one-statement',
    ],
    ['a /* b', '1:3', 'The comment that opens here is never closed: "/* b"', 'syntax'],
    ["a 'b", '1:3', 'The quote \' that opens here is never closed: "\'b"', 'syntax'],
    ['a\n"b', '2:1', 'The quote " that opens here is never closed: ""b"', 'syntax'],
    [
      "a '\0'",
      '1:4',
      'The text holds a NUL or half of a surrogate pair, which would reach Athena as another text: remove it',
      'encoding',
    ],
    [
      '\ud800',
      '1:1',
      'The text holds a NUL or half of a surrogate pair, which would reach Athena as another text: remove it',
      'encoding',
    ],
    ['a \u2018', '1:3', typographic('\u2018'), 'encoding'],
    ['a \u201f', '1:3', typographic('\u201f'), 'encoding'],
    ['a \u00b4', '1:3', typographic('\u00b4'), 'encoding'],
    ['a \u00e9', '1:3', unprintable('00E9'), 'encoding'],
    ['a \u2017', '1:3', unprintable('2017'), 'encoding'],
    ['a \u{1f600}', '1:3', unprintable('1F600'), 'encoding'],
  ])('refuses %j', (text, at, sentence, rule) => {
    expect(() => screen(text)).toThrow(
      expect.objectContaining({
        message: `line ${at}: ${sentence} (rule: ${rule})`,
        details: [{ field: 'query', message: `rule ${rule} at line ${at}` }],
      }),
    );
  });

  it.each([
    ['(', ')'],
    ['[', ']'],
    ['case ', ' end '],
  ])('counts what %s opens and what %s closes', (open, close) => {
    const nested = (depth: number) => `${open.repeat(depth)}1${close.repeat(depth)}`;
    expect(screen(`${close} ${nested(MAX_NESTING)}${nested(MAX_NESTING)}`).text).toContain('1');
    expect(() => screen(nested(MAX_NESTING + 1))).toThrow(
      expect.objectContaining({
        message: `line 1:${open.length * MAX_NESTING + 1}: More than 64 brackets or CASEs are open here: simplify the statement, for example with WITH (rule: complexity)`,
      }),
    );
  });
});

describe('refuseOversized', () => {
  it.each([
    ['a', 1],
    ['\u00fc', 2],
    ['\u4e00', 3],
  ])('counts bytes of %s', (character, bytes) => {
    const most = Math.floor(MAX_STATEMENT_BYTES / bytes);
    refuseOversized(character.repeat(most), 'The text');
    expect(() => refuseOversized(character.repeat(most + 1), 'The text')).toThrow(
      expect.objectContaining({
        message: "line 1:1: The text is longer than Athena's 262144 bytes: shorten it (rule: size)",
      }),
    );
  });

  it('is asked of a statement before anything else', () => {
    expect(() => screen(`\0${' '.repeat(MAX_STATEMENT_BYTES)}`)).toThrow(
      expect.objectContaining({ message: expect.stringContaining('The statement is longer') }),
    );
  });
});

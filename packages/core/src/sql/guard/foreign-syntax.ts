import { foreignFunction } from './foreign-functions.ts';
import { type Mistake, positionAt } from './rejection.ts';
import type { ScreenedText } from './screen.ts';

/**
 * Constructs of other SQL dialects, each with what to write in Trino. They explain a statement that the grammar has
 * refused and refuse none themselves. A pattern reads the statement's tokens with one space between them; of quoted
 * tokens it sees only the quotes, but for numbers with a unit such as `'30 days'`.
 */
const CONSTRUCTS: readonly {
  readonly pattern: RegExp;
  readonly sentence: string | ((found: RegExpExecArray) => string);
}[] = [
  {
    pattern: /\bINTERVAL (\d+) (\w+?)S?\b/giu,
    sentence: ([, count = '', unit = '']) =>
      `An interval quotes its number: write INTERVAL '${count}' ${unit.toUpperCase()}`,
  },
  {
    pattern: /\bLIMIT (\d+) , (\d+)/giu,
    sentence: ([, skip = '', count = '']) =>
      `LIMIT takes one number: write OFFSET ${skip} LIMIT ${count}, OFFSET first`,
  },
  {
    pattern: /\bLIMIT (\d+) OFFSET (\d+)/giu,
    sentence: ([, count = '', skip = '']) =>
      `OFFSET stands before LIMIT: write OFFSET ${skip} LIMIT ${count}`,
  },
  {
    pattern: /\bLIMIT \d+ FETCH\b/giu,
    sentence: 'LIMIT and FETCH FIRST mean the same: keep one of them',
  },
  {
    pattern: /(?<=\bSELECT (?:DISTINCT )?)TOP \(? ?(\d+)/giu,
    sentence: ([, count = '']) => `Trino has no TOP: write LIMIT ${count} at the end of the statement`,
  },
  {
    pattern: /\b(?:NOT )?ILIKE\b/giu,
    sentence: "Trino has no ILIKE: write lower(x) LIKE '%text%', with the text in lower case",
  },
  {
    pattern: /: : (\w+)/gu,
    sentence: ([, type = '']) => `Trino has no :: for a cast: write CAST(x AS ${type})`,
  },
  {
    pattern: /\bQUALIFY\b/giu,
    sentence:
      'Trino has no QUALIFY: give the window function a name in a subquery, SELECT * FROM (SELECT …, row_number() OVER (…) AS r …), and write WHERE r = 1 around it',
  },
  {
    pattern: /\b(?:NOT )?(?:RLIKE|REGEXP|SIMILAR TO|GLOB)\b/giu,
    sentence: ([found = '']) =>
      `Trino has no ${found.replace(/^NOT /iu, '').toUpperCase()}: write regexp_like(x, 'pattern')`,
  },
  { pattern: /!? ?~ ?\*?/gu, sentence: "Trino has no operator ~: write regexp_like(x, 'pattern')" },
  { pattern: /\b(?!IS\b)(\w+) (ISNULL|NOTNULL|NOT NULL)\b/giu, sentence: isNull },
  {
    pattern: /\bIS (NOT )?(TRUE|FALSE)\b/giu,
    sentence: ([, not = '', value = '']) =>
      `Trino has no IS ${not.toUpperCase()}${value.toUpperCase()}: write x IS ${not === '' ? 'NOT ' : ''}DISTINCT FROM ${value.toLowerCase()}`,
  },
  {
    pattern: /\bCURRENT_(DATE|TIMESTAMP|TIME) \( \)/giu,
    sentence: ([, what = '']) =>
      `current_${what.toLowerCase()} takes no parentheses: write current_${what.toLowerCase()}`,
  },
  {
    pattern: /\b(LEFT|RIGHT) \(/giu,
    sentence: ([, side = '']) =>
      side.toUpperCase() === 'LEFT'
        ? 'Trino has no function LEFT: write substr(x, 1, 5)'
        : 'Trino has no function RIGHT: write substr(x, -5)',
  },
  { pattern: /< = >/gu, sentence: 'Trino has no <=>: write a IS NOT DISTINCT FROM b' },
  { pattern: /= =/gu, sentence: 'Trino compares with one = only: write a = b' },
  { pattern: /& &/gu, sentence: 'Trino has no &&: write AND' },
  {
    pattern: /\* \*|\^/gu,
    sentence: ([found = '']) => `Trino has no ${found.replace(' ', '')}: write power(a, b)`,
  },
  {
    pattern: /- > >|# >/gu,
    sentence: ([found = '']) =>
      `Trino has no ${found.replaceAll(' ', '')}: write json_extract_scalar(x, '$.a')`,
  },
  {
    pattern: /@ ?@? ?\w+|(?<!:) : \w+|\$ \w+|\{ \{/gu,
    sentence: 'There is nothing to fill in placeholders here: write the value itself, text in single quotes',
  },
  { pattern: /(?:^| )# /gu, sentence: 'A comment starts with --: write -- instead of #' },
  {
    pattern: /(?<=(?:\b(?:SELECT|FROM|JOIN|WHERE|AND|OR|ON|BY)|[,.(=]) )\[ [A-Za-z]\w* \]/giu,
    sentence: 'Names stand in "double quotes", or in none: remove the brackets',
  },
  {
    pattern: /(?<=(?:\b(?:SELECT|IN|VALUES)|[,(=]) )\[/giu,
    sentence: "A list is written ARRAY['a', 'b'], and the values of IN stand in parentheses",
  },
  {
    pattern: /, (FROM|WHERE|GROUP|HAVING|ORDER|\))(?= |$)/giu,
    sentence: ([, next = '']) => `A comma too many: remove the one before ${next.toUpperCase()}`,
  },
  {
    pattern: /\bIN \( \)/giu,
    sentence: "IN () is empty: name at least one value, as in IN ('high', 'urgent')",
  },
  { pattern: /\bNOT IN ''/giu, sentence: "IN takes parentheses: write x NOT IN ('a', 'b')" },
  { pattern: /\bIN ''/giu, sentence: "IN takes parentheses: write x IN ('a', 'b')" },
  {
    pattern: /\bDISTINCT ON\b/giu,
    sentence:
      'Trino has no DISTINCT ON: number the rows with row_number() OVER (PARTITION BY x ORDER BY y) AS r in a subquery and write WHERE r = 1 around it',
  },
  {
    pattern: /\* (EXCEPT|EXCLUDE|REPLACE) \(/giu,
    sentence: ([, word = '']) => `Trino has no * ${word.toUpperCase()}: name the columns that you want`,
  },
  { pattern: /\bMINUS\b/giu, sentence: 'Trino has no MINUS: write EXCEPT' },
  {
    pattern: /\b(?:CROSS|OUTER) APPLY\b/giu,
    sentence: 'Trino has no APPLY: write CROSS JOIN LATERAL (SELECT …)',
  },
  {
    pattern: /\bLATERAL VIEW(?: \w+)?/giu,
    sentence: 'Trino has no LATERAL VIEW: write CROSS JOIN UNNEST(list) AS t(x)',
  },
  {
    pattern: /\bUNPIVOT\b|\bPIVOT\b/giu,
    sentence: ([word = '']) =>
      `Trino has no ${word.toUpperCase()}: write ${word.toUpperCase() === 'PIVOT' ? "count(*) FILTER (WHERE severitycode = 'high') AS high, one for each value" : 'UNION ALL of one SELECT for each column'}`,
  },
  {
    pattern: /\bFOR (?:UPDATE|SHARE)\b/giu,
    sentence: ([found = '']) => `Only reading is possible here: remove ${found}`,
  },
  { pattern: /\bWITH \( NOLOCK \)/giu, sentence: 'Trino has no table hints: remove WITH (NOLOCK)' },
  {
    pattern: /\b(?:USE|FORCE|IGNORE) INDEX\b/giu,
    sentence: ([found = '']) => `Trino has no indexes: remove ${found}`,
  },
  {
    pattern: /\bWITH (ROLLUP|CUBE)\b/giu,
    sentence: ([, word = '']) =>
      `${word.toUpperCase()} stands before the columns: write GROUP BY ${word.toUpperCase()} (a, b)`,
  },
  {
    pattern: /\bSEPARATOR\b/giu,
    sentence: 'Trino has no SEPARATOR: the separator is the second argument of array_join',
  },
  {
    pattern: /\b(PERCENTILE_CONT|PERCENTILE_DISC) \( ([\d.\s]+) \) WITHIN\b/giu,
    sentence: ([, name = '', share = '']) =>
      `Trino has no ${name}: write approx_percentile(x, ${share.replaceAll(' ', '')})`,
  },
  {
    pattern: /\bLISTAGG \((?!.*\bWITHIN\b)/giu,
    sentence: "listagg needs an order: write listagg(x, ', ') WITHIN GROUP (ORDER BY x)",
  },
  { pattern: /\bCOLLATE\b/giu, sentence: 'Trino has no COLLATE: compare lower(x) with text in lower case' },
  {
    pattern: /\bUSING \w+ \)/giu,
    sentence: 'Trino has no CONVERT … USING: text is always UTF-8, so leave it out',
  },
  {
    pattern: /\b(ASCENDING|DESCENDING)\b/giu,
    sentence: ([word = '']) =>
      `Trino has no ${word.toUpperCase()}: write ${word.toUpperCase().replace('ENDING', '')}`,
  },
  {
    pattern: /\bLIMIT \d+ (?:%|PERCENT)/giu,
    sentence:
      'LIMIT takes a number of rows: for a share of the rows write TABLESAMPLE BERNOULLI (10) after the table',
  },
  {
    pattern: /\bTABLESAMPLE \d|\bSAMPLE \d/giu,
    sentence: 'A sample is written TABLESAMPLE BERNOULLI (10), in percent',
  },
  { pattern: /\bBETWEEN \S+ TO\b/giu, sentence: "BETWEEN takes AND: write x BETWEEN 'a' AND 'b'" },
  { pattern: /\bMAP \{.*|\{ ''.*/giu, sentence: "A map is written map(ARRAY['a'], ARRAY[1])" },
  {
    pattern: /\bWITH \w+ AS SELECT\b/giu,
    sentence: 'The query of a WITH stands in parentheses: write WITH name AS (SELECT …) SELECT …',
  },
  {
    pattern:
      /\bAS (AND|BY|CASE|CROSS|DISTINCT|ELSE|END|EXCEPT|EXISTS|FROM|FULL|GROUP|GROUPING|HAVING|IN|INNER|INTO|IS|JOIN|LEFT|LIKE|NOT|NULL|ON|OR|ORDER|OUTER|RIGHT|SELECT|TABLE|THEN|TRUE|FALSE|UNION|USING|WHEN|WHERE)\b/giu,
    sentence: ([, word = '']) =>
      `${word} is a reserved word: as a name it stands in double quotes, AS "${word}"`,
  },
  {
    pattern:
      /\b(?<!CROSS )(?<!NATURAL )JOIN \w+(?: (?:AS )?(?!ON\b|USING\b|WHERE\b|GROUP\b|ORDER\b|LIMIT\b)\w+)?(?= (?:WHERE|GROUP|ORDER|LIMIT)\b|$)/giu,
    sentence: 'A JOIN needs a condition: write JOIN b ON a.caseid = b.caseid, or CROSS JOIN',
  },
  {
    pattern: /\bCASE\b(?!.*\bEND\b)/giu,
    sentence: 'A CASE has no END: write CASE WHEN … THEN … ELSE … END',
  },
  {
    pattern: /\bEXTRACT \( ?''/giu,
    sentence: 'The part is no text: write extract(MONTH FROM x)',
  },
];

/** Patterns look ahead, so what they read is bounded; longer statements are written by programs. */
const EXPLAINED_CHARACTERS = 20_000;

/** A longer list of corrections is hard to follow. */
const NAMED_MISTAKES = 3;

/**
 * What of other dialects a statement holds that the grammar does not take, in the order of the text: its constructs,
 * and functions that would be the next thing to fail. Empty where nothing is recognised.
 */
export function foreignSyntax(statement: ScreenedText): readonly Mistake[] {
  const { skeleton, starts } = skeletonOf(statement);
  const found = CONSTRUCTS.flatMap(({ pattern, sentence }) =>
    [...skeleton.matchAll(pattern)].slice(0, 1).map((match) => ({
      start: match.index,
      end: match.index + match[0].length,
      sentence: typeof sentence === 'string' ? sentence : sentence(match),
    })),
  );
  for (const match of skeleton.matchAll(/(?<!\. )\b([A-Za-z]\w*) \(/gu)) {
    const sentence = foreignFunction(match[1] ?? '');
    if (sentence !== undefined)
      found.push({ start: match.index, end: match.index + match[0].length, sentence });
  }
  found.sort((a, b) => a.start - b.start);
  const apart = found.filter((one, index) => found.slice(0, index).every((other) => other.end <= one.start));
  return apart.slice(0, NAMED_MISTAKES).map(({ start, sentence }) => ({
    position: positionAt(statement.text, starts.get(start + (skeleton[start] === ' ' ? 1 : 0)) ?? 0),
    sentence,
  }));
}

function isNull([, name = '', word = '']: RegExpExecArray): string {
  const not = word.toUpperCase() === 'ISNULL' ? '' : 'NOT ';
  return `Trino has no ${word.toUpperCase()} after a value: write ${name} IS ${not}NULL`;
}

interface Skeleton {
  readonly skeleton: string;
  /** Where the token that starts at an offset of the skeleton starts in the statement. */
  readonly starts: ReadonlyMap<number, number>;
}

function skeletonOf({ text, tokens }: ScreenedText): Skeleton {
  const starts = new Map<number, number>();
  const words: string[] = [];
  let length = 0;
  for (const token of tokens) {
    if (length > EXPLAINED_CHARACTERS) break;
    const word = visible(text.slice(token.start, token.end), token.type);
    starts.set(length, token.start);
    words.push(word);
    length += word.length + 1;
  }
  return { skeleton: words.join(' '), starts };
}

function visible(word: string, type: string): string {
  if (type === 'word' || type === 'symbol') return word;
  if (type === 'string' && /^'\d{1,9}(?: [A-Za-z]{1,12})?'$/u.test(word)) return word;
  return word.slice(0, 1).repeat(2);
}

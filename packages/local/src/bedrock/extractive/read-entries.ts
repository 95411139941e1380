import { RCA_CATEGORIES, SERVICE_CODES, SEVERITIES } from '@case-insights/core/cases';
import { isObject } from '@case-insights/core/json-text';
import type { Entry, FactKind } from './entry.ts';
import { entryOfFields, factText } from './read-fields.ts';

/**
 * A line that opens a case: its number at the start, after the word case, or cited as `#12345678901`. Times and
 * amounts have fewer digits.
 */
const HEADING = /^\W{0,8}\d{8,20}\b|\bcase(?:[ _]?(?:number|id))?\W{1,4}\d{6,20}\b|#\d{8,20}\b/i;
/** How the headings of summaries begin that an answer names by an index. */
const INDEX = /^\[(\d{1,6})\] /;
/** The facts of a case are at the start of its line, before any text. */
const FACTS_LENGTH = 240;
/** A line that begins with its case number and is no longer than this has facts only; the text follows below. */
const FACTS_ONLY = /^\W{0,8}(?:case\b\W{0,4})?\d{6,20}\b.{0,200}$/i;
/** How findings are written: the problem in bold, then what was counted, then a sentence. */
const FINDING = /\*\*([^*\n]{3,80})\*\*([^"\n]*)/;
const STATED_FACT = /^(?:- )?(?:All matching cases|By [\w ]{1,40}): \S/;

const names = Object.entries(SERVICE_CODES).flatMap(([name, codes]) => [name, ...codes]);
const FACTS: readonly (readonly [FactKind, RegExp])[] = [
  ['severity', anyOf([...SEVERITIES])],
  ['service', anyOf(names)],
  ['root cause', anyOf([...RCA_CATEGORIES])],
  ['month', /\b\d{4}-\d{2}(?=-\d{2})/],
];

/**
 * Splits the data of a prompt into entries: JSON (an array of rows, or one object a line), CSV with a header, blocks
 * under headings with case numbers, else paragraphs.
 */
export function readEntries(data: string): Entry[] {
  return readJson(data) ?? readCsv(data) ?? readCases(data) ?? readParagraphs(data);
}

/** Counts that the prompt states before the first case or quotation: `All matching cases: 45`, `By severity: high 15, low 30`. */
export function readStatedFacts(data: string): string[] {
  const lines = data.split('\n');
  const end = lines.findIndex((line) => isHeading(line) || line.startsWith('> '));
  return lines.slice(0, end === -1 ? 0 : end).filter((line) => STATED_FACT.test(line));
}

function isHeading(line: string): boolean {
  return INDEX.test(line) || HEADING.test(line.slice(0, FACTS_LENGTH));
}

function readJson(data: string): Entry[] | undefined {
  const whole = parse(data);
  const lines = data.split('\n').filter((line) => line.trim() !== '');
  const rows = Array.isArray(whole) ? whole : whole !== undefined ? rowsWithin(whole) : lines.map(parse);
  const entries = rows.filter(isObject).map(entryOfFields);
  // A line that is not JSON means another format with some JSON in it.
  return entries.length > 0 && entries.length === rows.length ? entries : undefined;
}

/** The rows of an object that wraps them, as query results do; otherwise the object is the only row. */
function rowsWithin(whole: unknown): unknown[] {
  const inner = isObject(whole)
    ? Object.values(whole).find((value) => Array.isArray(value) && value.every(isObject))
    : undefined;
  return Array.isArray(inner) && inner.length > 0 ? inner : [whole];
}

function readCsv(data: string): Entry[] | undefined {
  const [header, ...lines] = data.trim().split(/\r?\n/);
  const names = header === undefined ? [] : splitCsv(header);
  if (names.length < 2 || lines.length === 0 || !names.every((name) => /^[\w .-]{1,40}$/.test(name)))
    return undefined;
  const rows = lines.map(splitCsv);
  if (!rows.every((row) => row.length === names.length)) return undefined;
  return rows.map((row) =>
    entryOfFields(Object.fromEntries(names.map((name, index) => [name, row[index] ?? '']))),
  );
}

function splitCsv(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(([, quoted, plain]) =>
    (quoted?.replaceAll('""', '"') ?? plain ?? '').trim(),
  );
}

function readCases(data: string): Entry[] | undefined {
  const blocks: { first: string; below: string[] }[] = [];
  for (const line of data.split('\n')) {
    if (isHeading(line)) blocks.push({ first: line, below: [] });
    else if (!STATED_FACT.test(line)) blocks.at(-1)?.below.push(line);
  }
  return blocks.length === 0
    ? undefined
    : blocks.map(({ first, below }) => caseEntry(first, below.join('\n').trim()));
}

function caseEntry(first: string, below: string): Entry {
  const index = INDEX.exec(first)?.[1];
  // Account numbers have twelve digits and a label; whatever else is long and numeric is a case number.
  const line = first.replace(INDEX, '').replace(/account\w*\W{1,4}\d{12}\b/gi, '');
  const caseNumbers = [...new Set(line.match(/\b\d{6,20}\b/g) ?? [])];
  const [, problem, counted = line.slice(0, FACTS_LENGTH)] = FINDING.exec(line) ?? [];
  const said = Number(/\b(\d{1,6}) (?:cases|reports|times)\b/i.exec(counted)?.[1] ?? 1);
  const words = line.replace(/#?\b\d{6,20}\b/g, '').trim();
  const isHeadingOnly = (index !== undefined || FACTS_ONLY.test(line)) && below !== '';
  const text = problem ?? (isHeadingOnly ? below : `${words}\n${below}`);
  return {
    ...(index === undefined ? {} : { index: Number(index) }),
    caseNumbers,
    weight: Math.max(1, said, caseNumbers.length),
    facts: factsIn(counted),
    text: text.trim(),
  };
}

/** The first fact of each kind in a text. */
export function factsIn(text: string): Entry['facts'] {
  const facts: Partial<Record<FactKind, string>> = {};
  for (const [kind, pattern] of FACTS) {
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) facts[kind] = factText(kind, found);
  }
  return facts;
}

function readParagraphs(data: string): Entry[] {
  const paragraphs = data.split(/\n\s*\n/).length > 1 ? data.split(/\n\s*\n/) : data.split('\n');
  return paragraphs
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map((text) => ({ caseNumbers: [], weight: 1, facts: {}, text }));
}

function anyOf(words: readonly string[]): RegExp {
  const longestFirst = words.toSorted((a, b) => b.length - a.length);
  const escaped = longestFirst.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`(?<![\\w-])(?:${escaped.join('|')})(?![\\w-])`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // another format
  }
}

import { serviceName } from '@case-insights/core/cases';
import type { Entry, FactKind } from './entry.ts';

/** Names of the fields that are counted, without punctuation and in lower case. */
const FACT_OF_FIELD: ReadonlyMap<string, FactKind> = new Map([
  ['service', 'service'],
  ['servicecode', 'service'],
  ['severity', 'severity'],
  ['severitycode', 'severity'],
  ['rcacategory', 'root cause'],
  ['rootcause', 'root cause'],
  ['category', 'root cause'],
  ['date', 'month'],
  ['month', 'month'],
  ['timecreated', 'month'],
  ['created', 'month'],
]);
const NUMBER_FIELDS: ReadonlySet<string> = new Set([
  'casenumber',
  'displayid',
  'case',
  'casenumbers',
  'caseid',
]);
const COUNT_FIELDS: ReadonlySet<string> = new Set([
  'count',
  'cases',
  'casecount',
  'totalcases',
  'total',
  'reports',
  'n',
]);

/** A number, a day or an account: a value that needs the name of its field. */
const FIGURE = /^[\d.,:/-]+$/;

/** Makes an entry of a row of JSON or CSV: known fields become facts, other strings and named numbers its text. */
export function entryOfFields(fields: Readonly<Record<string, unknown>>): Entry {
  const caseNumbers: string[] = [];
  const facts: Partial<Record<FactKind, string>> = {};
  const figures: string[] = [];
  const texts: string[] = [];
  let weight = 1;
  for (const [name, value] of Object.entries(fields)) {
    const key = name.toLowerCase().replace(/[^a-z]/g, '');
    const fact = FACT_OF_FIELD.get(key);
    if (NUMBER_FIELDS.has(key)) caseNumbers.push(...(String(value).match(/\b\d{6,20}\b/g) ?? []));
    else if (COUNT_FIELDS.has(key) && Number(value) >= 1) weight = Number(value);
    else if (fact !== undefined && typeof value === 'string' && value !== '')
      facts[fact] ??= factText(fact, value);
    else if (typeof value === 'number' || (typeof value === 'string' && FIGURE.test(value)))
      figures.push(`${name} ${value}`);
    else if (typeof value === 'string') texts.push(value);
    else if (typeof value === 'object' && value !== null) texts.push(JSON.stringify(value));
  }
  const text = [figures.join(', '), ...texts].filter((part) => part !== '').join('. ');
  return { caseNumbers: [...new Set(caseNumbers)], weight, facts, text };
}

/** A fact in the form in which it is counted: services by their common name, dates by month. */
export function factText(kind: FactKind, value: string): string {
  if (kind === 'service') return serviceName(value);
  if (kind === 'month') return value.slice(0, 7);
  return value;
}

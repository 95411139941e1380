import { LIFECYCLE_CATEGORIES, RCA_CATEGORIES } from './categories.ts';
import { nearNames } from './near-names.ts';
import { SERVICE_CODES } from './service-codes.ts';
import { serviceCodes, unknownServices } from './services.ts';
import { SEVERITIES, severityMeant, severitySuggested } from './severities.ts';

const CODES: readonly string[] = Object.values(SERVICE_CODES).flat();

/** Columns whose values are known, but for categories and codes that are new. */
export type CodedColumn = 'servicecode' | 'severitycode' | 'rca_category' | 'lifecycle_category';

/**
 * A sentence about a value that SQL compares with a column, and that the column is not known to hold: which values are
 * near it. Undefined for a known value. Letter case counts, as it does in SQL.
 */
export function valueNote(column: CodedColumn, value: string): string | undefined {
  if (column === 'servicecode') return CODES.includes(value) ? undefined : serviceNote(value);
  if (column === 'severitycode') return severityNote(value);
  const known: readonly string[] = column === 'rca_category' ? RCA_CATEGORIES : LIFECYCLE_CATEGORIES;
  return known.includes(value) ? undefined : note(column, value, nearNames(value, known), known);
}

function serviceNote(value: string): string {
  if (unknownServices(value).length > 0) return note('servicecode', value, nearNames(value, CODES), []);
  return `servicecode holds AWS Support codes, not '${value}': write ${list(serviceCodes(value))}.`;
}

function severityNote(value: string): string | undefined {
  if (SEVERITIES.some((severity) => severity === value)) return undefined;
  const meant = severityMeant(value) ?? severitySuggested(value);
  return note(
    'severitycode',
    value,
    meant === undefined ? nearNames(value, SEVERITIES) : [meant],
    SEVERITIES,
  );
}

function note(column: string, value: string, near: readonly string[], known: readonly string[]): string {
  const offered =
    near.length > 0 ? ` Near it: ${list(near)}.` : known.length > 0 ? ` Known: ${list(known)}.` : '';
  return `'${value}' is no known value of ${column}.${offered}`;
}

function list(values: readonly string[]): string {
  return values.map((value) => `'${value}'`).join(', ');
}

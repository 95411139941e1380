import { CASE_FIELDS } from './case.ts';

/** Fields of a case file that are no column of its table, and belong there all the same. */
const NOT_IN_THE_TABLE: ReadonlySet<string> = new Set(['status', 'account_number', 'case_number']);
/** Names of other fields in the sentence, at most; one of any other form could be text of a case. */
const NAMES_SHOWN = 5;
const PLAIN_NAME = /^[a-z_][\w-]{0,39}$/;

/**
 * A sentence about the columns for which no case has a field, and the fields that are no column: perhaps one is another's
 * name. Undefined where every column has a field.
 *
 * @param names of all fields of all cases, in lower case
 */
export function missingFields(names: ReadonlySet<string>): string | undefined {
  const missing = CASE_FIELDS.filter((field) => !names.has(field.toLowerCase()));
  if (missing.length === 0) return undefined;
  const columns = new Set(CASE_FIELDS.map((field) => field.toLowerCase()));
  const unused = [...names].filter((name) => !columns.has(name) && !NOT_IN_THE_TABLE.has(name));
  const shown = namesShown(unused);
  const ignored =
    shown === '' ? '' : `, and these fields, which the table does not have, are ignored: ${shown}`;
  return `No case has the ${missing.length === 1 ? 'field' : 'fields'} ${missing.join(', ')}: ${missing.length === 1 ? 'its column is' : 'their columns are'} empty${ignored}.`;
}

/** Names of fields as a message has them: the first few, and how many more there are. */
export function namesShown(names: readonly string[]): string {
  const shown = names.filter((name) => PLAIN_NAME.test(name)).slice(0, NAMES_SHOWN);
  const others = names.length - shown.length;
  return [...shown, ...(others > 0 ? [`${others} more`] : [])].join(', ');
}

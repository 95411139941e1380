/** Fields of a case in the order in which a reader needs them, with their names. */
const FIELDS = [
  ['subject', 'Subject'],
  ['case_summary', 'Summary'],
  ['severity', 'Severity'],
  ['service', 'Service'],
  ['time_created', 'Created'],
  ['account_number', 'Account'],
  ['rca_category', 'Root cause'],
  ['rca_reason', 'Why this cause'],
  ['lifecycle_category', 'Lifecycle practice'],
  ['lifecycle_reason', 'Why this practice'],
] as const;

export interface CaseField {
  readonly name: string;
  readonly value: string;
}

/**
 * The fields of a case from the text of its resource: JSON between a line that begins with `<<<` and one that ends with
 * `>>>`. Undefined for a text of another form, which is then shown as it is.
 */
export function caseFields(text: string): CaseField[] | undefined {
  const json = /^<<<.*\n([\s\S]*)\n.*>>>\s*$/m.exec(text)?.[1];
  if (json === undefined) return undefined;
  try {
    const fields: unknown = JSON.parse(json);
    if (typeof fields !== 'object' || fields === null) return undefined;
    const texts = new Map(Object.entries(fields));
    return FIELDS.flatMap(([field, name]) => {
      const value: unknown = texts.get(field);
      return typeof value === 'string' ? [{ name, value }] : [];
    });
  } catch {
    return undefined;
  }
}

import { isKnownCategory, LIFECYCLE_CATEGORIES, RCA_CATEGORIES } from '../cases/categories.ts';
import { nearNames } from '../cases/near-names.ts';
import { SERVICE_CODES } from '../cases/service-codes.ts';
import { renamedServices, unknownServices } from '../cases/services.ts';

/** The filters of a call that found no case. */
export interface FruitlessFilters {
  readonly service_code?: string | undefined;
  readonly account_number?: string | undefined;
  readonly rca_category?: string | undefined;
  readonly lifecycle_category?: string | undefined;
}

/**
 * Why a call found no case, as far as its filters tell, and what to change. `anyRead` says whether the table has a case
 * at all for the account that was asked for (or for any, where none was).
 */
export function whyNothing(filters: FruitlessFilters, anyRead = true): string {
  const { account_number: account } = filters;
  const sentences = [
    ...(account !== undefined && !anyRead
      ? [`The table has no case of account ${account}, at any time: check the number.`]
      : []),
    ...unknownValues(filters),
  ];
  if (sentences.length > 0) return sentences.join(' ');
  const has = account === undefined ? '' : `Account ${account} has cases that do not match. `;
  return ['No case matches.', ...servicesMeant(filters), `${has}Widen the dates or drop a filter.`].join(' ');
}

/** A sentence for each service of the filter that was looked for under another name than the one written. */
export function servicesMeant({ service_code: service }: FruitlessFilters): readonly string[] {
  if (service === undefined) return [];
  return renamedServices(service).map(([written, name]) => `"${written}" was looked for as ${name}.`);
}

/** A sentence for each value of a filter that is outside the known ones: the data may hold it, but probably does not. */
export function unknownValues({
  service_code: service,
  rca_category: rca,
  lifecycle_category: lifecycle,
}: FruitlessFilters): readonly string[] {
  const sentences = service === undefined ? [] : unknownServices(service).map(unknownService);
  if (rca !== undefined && !isKnownCategory(rca, RCA_CATEGORIES)) {
    sentences.push(unknownCategory('RCA category', rca, RCA_CATEGORIES, 'listing all'));
  }
  if (lifecycle !== undefined && !isKnownCategory(lifecycle, LIFECYCLE_CATEGORIES)) {
    sentences.push(unknownCategory('lifecycle category', lifecycle, LIFECYCLE_CATEGORIES, 'listing all'));
  }
  return sentences;
}

/** What a category outside the known ones may have meant; the known ones as well, unless the answer lists them elsewhere. */
export function unknownCategory(
  kind: string,
  category: string,
  known: readonly string[],
  listing?: 'listing all',
): string {
  const near = nearNames(category, known);
  const said = [
    `"${category}" is not a known ${kind}`,
    ...(near.length > 0 ? [`did you mean ${near.join(', ')}?`] : []),
  ].join('; ');
  if (listing === undefined) return near.length > 0 ? said : `${said}.`;
  return `${said}${near.length > 0 ? ' Known are' : '; these are'}: ${known.join(', ')}.`;
}

function unknownService(service: string): string {
  const names = Object.keys(SERVICE_CODES);
  const near = nearNames(service, names);
  return near.length > 0
    ? `"${service}" is not a known service, so it was looked for as a code; did you mean ${near.join(', ')}?`
    : `"${service}" is not a known service, so it was looked for as a code; known are ${names.join(', ')}.`;
}

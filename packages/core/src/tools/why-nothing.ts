import { isKnownCategory, LIFECYCLE_CATEGORIES, RCA_CATEGORIES } from '../cases/categories.ts';
import { nearNames } from '../cases/near-names.ts';
import { SERVICE_CODES } from '../cases/service-codes.ts';
import { unknownServices } from '../cases/services.ts';

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
  const has = account === undefined ? '' : ` Account ${account} has cases that do not match.`;
  return `No case matches.${has} Widen the dates or drop a filter.`;
}

/** A sentence for each value of a filter that is outside the known ones: the data may hold it, but probably does not. */
export function unknownValues({
  service_code: service,
  rca_category: rca,
  lifecycle_category: lifecycle,
}: FruitlessFilters): readonly string[] {
  const sentences = service === undefined ? [] : unknownServices(service).map(unknownService);
  if (rca !== undefined && !isKnownCategory(rca, RCA_CATEGORIES)) {
    sentences.push(`"${rca}" is not a known RCA category; these are: ${RCA_CATEGORIES.join(', ')}.`);
  }
  if (lifecycle !== undefined && !isKnownCategory(lifecycle, LIFECYCLE_CATEGORIES)) {
    sentences.push(
      `"${lifecycle}" is not a known lifecycle category; these are: ${LIFECYCLE_CATEGORIES.join(', ')}.`,
    );
  }
  return sentences;
}

function unknownService(service: string): string {
  const names = Object.keys(SERVICE_CODES);
  const near = nearNames(service, names);
  return near.length > 0
    ? `"${service}" is not a known service, so it was looked for as a code; did you mean ${near.join(', ')}?`
    : `"${service}" is not a known service, so it was looked for as a code; known are ${names.join(', ')}.`;
}

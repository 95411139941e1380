import { CaseInsightsError } from '@case-insights/core/errors';
import * as z from 'zod';
import type { KeptWork } from '../../call/ports.ts';
import type { CountedProblems } from '../case-analysis.ts';
import { type ContentKey, contentKey } from '../content-key.ts';

/** For how long a problem can be asked about. */
const USABLE_SECONDS = 24 * 60 * 60;

/** A statement of Athena holds 262,144 bytes, and a case number in it takes about 16. */
const MOST_CASES = 10_000;

/** The case numbers of each problem: those that an answer lists in its order, then those that it sums. */
const KEPT = z.array(z.array(z.string()));

/** `1f0c9a3b-2`: the beginning of a hash of the cases behind an answer's problems, and the place of one of them. */
const ID = /^([0-9a-f]{8})-([1-9]\d?)$/;

/**
 * Keeps the cases of each problem: first of those that the result lists, then of those that it sums, so that the
 * evaluation (`packages/local/eval`) can score all of them. Returns the ids of those listed; none where nothing is kept.
 * An id names what is kept by its content, since the same question asked again can be sorted in another way.
 */
export async function keepProblems(
  kept: KeptWork,
  { fields, caseNumbers }: CountedProblems,
): Promise<readonly string[]> {
  const { problems = [] } = fields;
  if (!kept.usable || problems.length === 0) return [];
  const names = new Set([...problems.map(({ name }) => name), ...caseNumbers.keys()]);
  const value = [...names].map((name) => [...(caseNumbers.get(name) ?? [])]);
  const [, hash] = contentKey('problems', value);
  const list = hash.slice(0, 8);
  await kept.once(keyOf(list), KEPT, async () => ({
    value,
    usableSeconds: USABLE_SECONDS,
    bookkeeping: true,
  }));
  return problems.map((_, place) => `${list}-${place + 1}`);
}

/** The cases of a problem that a later call is about. */
export interface CasesOfProblem {
  readonly caseNumbers: readonly string[];
  /** Cases of it beyond those that a statement can name. */
  readonly leftOut: number;
}

/** The cases of a problem of an earlier answer. Throws `invalid_input` where they are not kept, or not for this caller. */
export async function casesOfProblem(kept: KeptWork, id: string): Promise<CasesOfProblem> {
  const [, list, place] = ID.exec(id.toLowerCase()) ?? [];
  if (list === undefined || place === undefined)
    throw unknownProblem(id, 'is not an id of a problem, such as 1f0c9a3b-2');
  if (!kept.usable) throw unknownProblem(id, 'is not known, since this deployment keeps no work (KeepWork)');
  const problems = await kept.wait(keyOf(list), KEPT);
  const cases = problems?.[Number(place) - 1];
  if (cases === undefined || cases.length === 0)
    throw unknownProblem(id, 'is not known: ids are kept for a day, for callers of the same scope');
  return { caseNumbers: cases.slice(0, MOST_CASES), leftOut: Math.max(0, cases.length - MOST_CASES) };
}

function keyOf(list: string): ContentKey {
  return contentKey('problems', [list]);
}

function unknownProblem(id: string, what: string): CaseInsightsError {
  const message = `problem ${JSON.stringify(id)} ${what}`;
  return new CaseInsightsError(
    'invalid_input',
    `${message}; ask again without problem, and take the id from that answer.`,
    { details: [{ field: 'problem', message }] },
  );
}

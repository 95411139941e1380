import { severityRank } from '../cases/index.ts';
import { compareText } from '../compare-text.ts';

/** What the packer needs to know of a case. `summary` is never empty: a case without one cannot be packed. */
export interface PackableCase {
  readonly caseNumber: string;
  /** The everyday name of the service, or its code where it has none. */
  readonly service: string | null;
  readonly severityCode: string | null;
  readonly rcaCategory: string | null;
  readonly accountNumber?: string | null;
  /** ISO 8601 text. */
  readonly timeCreated: string | null;
  readonly summary: string;
}

/**
 * Cases in the order in which they are read and packed: the most severe first (unknown severities last), within a
 * severity the newest first (undated ones last), and at the same time by case number, so that the order never depends on
 * the order in which rows arrived.
 */
export function byPriority(cases: readonly PackableCase[]): PackableCase[] {
  return cases
    .map((item) => ({ item, rank: severityRank(item.severityCode), time: item.timeCreated ?? '' }))
    .sort(
      (a, b) =>
        a.rank - b.rank || compareText(b.time, a.time) || compareText(a.item.caseNumber, b.item.caseNumber),
    )
    .map(({ item }) => item);
}

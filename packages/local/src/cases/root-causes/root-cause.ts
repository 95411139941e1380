import type { RcaCategory } from '../vocabulary.ts';

/**
 * One root cause in several wordings. The parts of all wordings fit each other, so that a summary is consistent. Slots
 * in braces are filled with the vocabulary of a service.
 */
export interface RootCause {
  /** The category that suits it best. */
  readonly rca: RcaCategory;
  readonly subject: readonly string[];
  readonly problem: readonly string[];
  readonly cause: readonly string[];
  readonly resolution: readonly string[];
  /** The `RCA_Reason`: why a model would put the case into its category. */
  readonly reason: string;
}

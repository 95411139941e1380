/** One case, row or paragraph of the data. */
export interface Entry {
  /** The index by which the prompt asks about it, where its heading has one. */
  readonly index?: number;
  /** The case numbers it represents; empty if it has none. */
  readonly caseNumbers: readonly string[];
  /** How many cases it represents: at least 1. */
  readonly weight: number;
  /** Facts by kind, such as `service`, as spelled in the data. */
  readonly facts: Readonly<Partial<Record<FactKind, string>>>;
  readonly text: string;
}

export const FACT_KINDS = ['service', 'severity', 'root cause', 'month'] as const;
export type FactKind = (typeof FACT_KINDS)[number];

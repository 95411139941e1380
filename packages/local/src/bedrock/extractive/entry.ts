/** One case, row or paragraph that the model was given, as far as it could be recognised. */
export interface Entry {
  /** The case numbers it stands for; empty where it names none. */
  readonly caseNumbers: readonly string[];
  /** How many cases it stands for: at least 1, more where it says so. */
  readonly weight: number;
  /** Facts by kind, such as `service`, in the spelling they came in. */
  readonly facts: Readonly<Partial<Record<FactKind, string>>>;
  readonly text: string;
}

export const FACT_KINDS = ['service', 'severity', 'root cause', 'month'] as const;
export type FactKind = (typeof FACT_KINDS)[number];

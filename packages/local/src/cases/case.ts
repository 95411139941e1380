/** The fields of `data.json`, in the order of the table's columns; column names are these in lower case. */
export const CASE_FIELDS = [
  'caseId',
  'displayId',
  'subject',
  'serviceCode',
  'categoryCode',
  'severityCode',
  'submittedBy',
  'timeCreated',
  'Case_Retrieval_Date',
  'Case_Summary',
  'RCA_Category',
  'RCA_Reason',
  'RCA_Retrieval_Date',
  'Lifecycle_Category',
  'Lifecycle_Reason',
  'Lifecycle_Retrieval_Date',
] as const;

export type CaseField = (typeof CASE_FIELDS)[number];

/** The object in a `data.json` as the Case Insights pipeline writes it. `status` is in the file but not in the table. */
export type CaseRecord = Readonly<Record<CaseField, string | null>> & { readonly status: string };

/** One case: its partition keys, from the path, and the object in its file. Files that others wrote can contain anything. */
export interface Case<R extends object = Readonly<Record<string, unknown>>> {
  /** Twelve digits; null for Hive's default partition. */
  readonly accountNumber: string | null;
  readonly caseNumber: string | null;
  readonly record: R;
}

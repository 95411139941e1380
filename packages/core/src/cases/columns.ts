/** Columns of `case_summary`, in the table's order, the two partition keys last. All are strings; any may be null. */
export const CASE_COLUMNS = [
  'caseid',
  'displayid',
  'subject',
  'servicecode',
  'categorycode',
  'severitycode',
  'submittedby',
  'timecreated',
  'case_retrieval_date',
  'case_summary',
  'rca_category',
  'rca_reason',
  'rca_retrieval_date',
  'lifecycle_category',
  'lifecycle_reason',
  'lifecycle_retrieval_date',
  'account_number',
  'case_number',
] as const;

export type CaseColumn = (typeof CASE_COLUMNS)[number];

/** A row of `case_summary` as the table holds it. */
export type CaseRow = { readonly [column in CaseColumn]: string | null };

/** The label of a missing value wherever cases are counted by that column. */
export const UNKNOWN = 'unknown';

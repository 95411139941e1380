/** Where a query reads cases from: the table (or a view in its place), narrowed to accounts when the caller is scoped. */
export interface CaseSource {
  /** Name of the case table, validated as an identifier where configuration is read. */
  readonly table: string;
  /** Accounts the caller may see; absent means all. An empty list sees nothing. */
  readonly accounts?: readonly string[];
}

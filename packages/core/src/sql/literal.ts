/** SQL text that only the `sql` tag can make: every value in it went through the one literal function. */
export interface Sql {
  readonly text: string;
}

/** An entry by a name from a statement; names such as `constructor` find nothing that the table does not hold itself. */
export function lookup<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

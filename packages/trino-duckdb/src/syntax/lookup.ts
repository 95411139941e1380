/** The entry for a name from a statement. Inherited properties such as `constructor` are not found. */
export function lookup<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

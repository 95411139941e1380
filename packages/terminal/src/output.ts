/** Where a command line writes for a person: stdout, stderr, or what stands in for one in a test. */
export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** Columns of the terminal behind `output`; undefined where there is none, or where it does not know (0). */
export function widthOf(output: Output): number | undefined {
  return output.isTTY ? output.columns || undefined : undefined;
}

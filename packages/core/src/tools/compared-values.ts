import { type CodedColumn, valueNote } from '../cases/value-notes.ts';
import { joinNotes } from './answer-size.ts';
import type { QueryAthenaOutput } from './query-athena.ts';

/** A value that a statement looks for in a column whose values are known. */
export interface ComparedValue {
  readonly column: CodedColumn;
  readonly value: string;
}

/**
 * The answer to a statement that found nothing, with a note for each value that it looked for and that its column is
 * not known to hold. It needs no query: had the data held the value, the statement would have found something.
 */
export function explainNothing(
  output: QueryAthenaOutput,
  compared: readonly ComparedValue[],
): QueryAthenaOutput {
  if (!foundNothing(output)) return output;
  const note = joinNotes(output.note, ...compared.map(({ column, value }) => valueNote(column, value)));
  return note === '' ? output : { ...output, note };
}

/** No row, or one row of counts that are all zero. */
function foundNothing({ rows, next_token: next }: QueryAthenaOutput): boolean {
  if (next !== null || rows.length > 1) return false;
  return rows.every((row) => Object.values(row).every((cell) => cell === null || cell === 0 || cell === '0'));
}

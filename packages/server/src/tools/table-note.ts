import type { CaseSource } from '@case-insights/core/sql';
import { joinNotes } from '@case-insights/core/tools';

/** The answer, which also says why the case table was read in place of its compact copy, where that is so. */
export function withTableNote<Answer extends { readonly note?: string | undefined }>(
  answer: Answer,
  { note }: CaseSource,
): Answer {
  return note === undefined ? answer : { ...answer, note: joinNotes(note, answer.note) };
}

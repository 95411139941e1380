import { truncate } from '@case-insights/core/packing';
import type { Draft } from './ask-model.ts';
import { type Budget, noRoom, tokensOf } from './budget.ts';
import { type DataRows, dataRows } from './data-format.ts';
import { fenced, makeMarker } from './fence.ts';
import { DATA_PROMPT, fillSlots } from './prompts.ts';

/** A request about the caller's data, and what of it had to be left out. */
export interface DataDraft extends Draft {
  /** A sentence; absent when the data was sent whole. */
  readonly leftOut: string | undefined;
}

/** Makes requests about the data: all of it, or the first rows that a number of input tokens holds, each whole. Throws `payload_too_large` without room for any. */
export function dataDraft(
  question: string,
  data: string,
  budget: Budget,
): (inputTokens: number) => DataDraft {
  const marker = makeMarker();
  const parts = dataRows(data);
  const system = fillSlots(DATA_PROMPT.system, { marker });
  const wholeTokens = tokensOf(data, budget);
  const userTurn = (text: string, leftOut: string | undefined) =>
    fillSlots(DATA_PROMPT.user, {
      marker,
      question,
      format: parts.format,
      note: leftOut === undefined ? '' : ` ${leftOut}`,
      data: fenced(text, marker),
    });
  return (inputTokens) => {
    const frame = tokensOf(system, budget) + tokensOf(userTurn('', NOTE_AT_ITS_LONGEST), budget);
    const room = inputTokens - frame;
    if (wholeTokens <= room)
      return {
        system,
        prompt: userTurn(data, undefined),
        estimatedTokens: frame + wholeTokens,
        leftOut: undefined,
      };
    if (room <= 0) throw noRoom(frame, inputTokens);
    const { text, leftOut } = cutData(parts, room, budget);
    return {
      system,
      prompt: userTurn(text, leftOut),
      estimatedTokens: frame + tokensOf(text, budget),
      leftOut,
    };
  };
}

const NOTE_AT_ITS_LONGEST = 'Only rows 1 to 1000000 of 1000000 fit; the other 1000000 rows were left out.';

function cutData(
  { format, before, rows, separator, after }: DataRows,
  room: number,
  budget: Budget,
): { text: string; leftOut: string } {
  let tokens = tokensOf(before, budget) + tokensOf(after, budget);
  let count = 0;
  for (const row of rows) {
    tokens += tokensOf(`${row}${separator}`, budget);
    if (tokens > room) break;
    count++;
  }
  const unit = format === 'text' ? 'lines' : 'rows';
  if (count === 0) {
    const start = beginning(`${before}${rows[0] ?? ''}`, room, budget);
    return {
      text: start,
      leftOut: `Not even the first of ${rows.length} ${unit} fits; only its beginning is here.`,
    };
  }
  return {
    text: `${before}${rows.slice(0, count).join(separator)}${after}`,
    leftOut: `Only ${unit} 1 to ${count} of ${rows.length} fit; the other ${rows.length - count} ${unit} were left out.`,
  };
}

/** As much of the beginning of a text as a number of tokens holds, by halving. */
function beginning(text: string, room: number, budget: Budget): string {
  let length = text.length;
  while (length > 1 && tokensOf(text.slice(0, length), budget) > room) length = Math.floor(length / 2);
  return truncate(text, Math.max(1, length));
}

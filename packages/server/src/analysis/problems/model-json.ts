import { truncate } from '@case-insights/core/packing';
import { jsonrepair } from 'jsonrepair';
import * as z from 'zod';
import { oneLine } from '../fence.ts';

/** What stands around the JSON that a model wrote, and the JSON. */
export interface AnswerWithJson {
  readonly prose: string;
  /** Undefined where there is no object in the answer. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
}

/** A text that a model wrote, on one line and cut to so many characters; empty for anything else. */
export const shortText = (most: number) =>
  z
    .string()
    .transform((words) => truncate(oneLine(words).trim(), most))
    .catch('');

const OBJECT = z.record(z.string(), z.unknown());

/** Where a block of JSON may begin: a fence before a brace, or a brace at the beginning of a line. */
const BLOCK = /(?:^|\n)[ \t]*(?:```[ \t]*\w{0,10}\s{0,10})?(?=\{)/g;
/** An answer has one block; beginnings beyond these are not looked at, so that no answer takes long to read. */
const MOST_BEGINNINGS = 10;
const FENCE = /\n?[ \t]*```[ \t]*/;
/** A number that the end of the answer may have cut in two. */
const LAST_NUMBER = /(?<!\d)\d+(?=[\s\]}]*$)/;

/**
 * The last object of JSON in a model's answer that has a field of this name, fenced or not, and what is written around
 * it. JSON that breaks the rules or ends too early is repaired.
 * @param cut whether the answer was cut at its limit, so that its last number cannot be trusted.
 */
export function splitJson(text: string, field: string, cut: boolean): AnswerWithJson {
  let found: AnswerWithJson = { prose: text.trim(), json: undefined };
  let end = 0;
  for (const { 0: opening, index } of [...text.matchAll(BLOCK)].slice(0, MOST_BEGINNINGS)) {
    if (index < end) continue;
    const rest = text.slice(index + opening.length);
    const closing = opening.includes('```') ? FENCE.exec(rest) : null;
    const block = closing === null ? rest : rest.slice(0, closing.index);
    const json = parse(cut && closing === null ? block.replace(LAST_NUMBER, '') : block);
    if (json === undefined || !Object.hasOwn(json, field)) continue;
    end = closing === null ? text.length : text.length - rest.length + closing.index + closing[0].length;
    const around = [text.slice(0, index), text.slice(end)].map((part) => part.trim());
    found = { prose: around.filter((part) => part !== '').join('\n\n'), json };
  }
  return found;
}

function parse(block: string): Record<string, unknown> | undefined {
  const withoutPostscript = block.slice(0, block.lastIndexOf('}') + 1);
  const attempts = [() => block, () => withoutPostscript, () => jsonrepair(block)];
  for (const attempt of attempts) {
    try {
      return OBJECT.safeParse(JSON.parse(attempt())).data;
    } catch {
      // The next attempt forgives more; an answer that none can read has no JSON.
    }
  }
  return undefined;
}

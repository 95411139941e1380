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
/**
 * What is repaired of an answer at most, in characters of all beginnings together, and how deep its brackets may be: the
 * repair takes time by the square of both. What a model is asked for has 20,000 characters at most, four levels deep.
 */
const MOST_REPAIRED = 50_000;
const DEEPEST_REPAIRED = 50;
const FENCE = /```[ \t]*/;
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
  let repairable = MOST_REPAIRED;
  const repaired = (block: string): string => {
    if (block.length > repairable || depthOf(block) > DEEPEST_REPAIRED)
      throw new RangeError('Too much to repair');
    repairable -= block.length;
    return jsonrepair(block);
  };
  for (const { 0: opening, index } of [...text.matchAll(BLOCK)].slice(0, MOST_BEGINNINGS)) {
    if (index < end) continue;
    const rest = text.slice(index + opening.length);
    const closing = opening.includes('```') ? FENCE.exec(rest) : null;
    const block = closing === null ? rest : rest.slice(0, closing.index);
    const json = parse(cut && closing === null ? block.replace(LAST_NUMBER, '') : block, repaired);
    if (json === undefined || !Object.hasOwn(json, field)) continue;
    end = closing === null ? text.length : text.length - rest.length + closing.index + closing[0].length;
    const around = [text.slice(0, index), text.slice(end)].map((part) => part.trim());
    found = { prose: around.filter((part) => part !== '').join('\n\n'), json };
  }
  return found;
}

/** @param repaired the block as JSON that keeps the rules; throws where it cannot be made so */
function parse(block: string, repaired: (block: string) => string): Record<string, unknown> | undefined {
  const withoutPostscript = block.slice(0, block.lastIndexOf('}') + 1);
  const attempts = [() => block, () => withoutPostscript, () => repaired(block)];
  for (const attempt of attempts) {
    try {
      return OBJECT.safeParse(JSON.parse(attempt())).data;
    } catch {
      // The next attempt forgives more; an answer that none can read has no JSON.
    }
  }
  return undefined;
}

/** How many brackets are open at most, those in texts included. */
function depthOf(block: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [bracket] of block.matchAll(/[[\]{}]/g)) {
    depth = Math.max(0, depth + (bracket === '[' || bracket === '{' ? 1 : -1));
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

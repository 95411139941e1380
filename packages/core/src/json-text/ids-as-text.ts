import { isObject } from './json-object.ts';
import { elements, memberText, replaceMember } from './json-splice.ts';

/** Where a JSON-RPC message of MCP holds what has to come back as it was sent. */
const ID_PATHS = [['id'], ['params', 'requestId'], ['params', '_meta', 'progressToken']] as const;

/** Before the digits of a number in the text that stands for it. */
const MARK = 'case-insights-number:';

/** Messages in which no id is a number that JavaScript would change. */
export interface IdsAsText {
  /** The JSON text of the messages. */
  readonly text: string;
  /** Puts the numbers back into whole lines of an answer, JSON or event stream, as they were written. */
  restore(answer: string): string;
}

/**
 * A JSON-RPC message, or a batch, with a text in the place of each id and progress token that is a number beyond 2^53
 * or a fraction: parsed, two of them may be one number, and SDKs refuse them. The same number always gets the same text,
 * so that a cancel finds its request. Undefined when there is none, as in almost every message.
 *
 * @param text what `JSON.parse` made `message` of.
 */
export function idsAsText(text: string, message: unknown): IdsAsText | undefined {
  const messages: readonly unknown[] = Array.isArray(message) ? message : [message];
  if (!messages.some((one) => ID_PATHS.some((path) => isChanged(valueAt(one, path))))) return undefined;
  const written = new Map<string, string>();
  const texts = Array.isArray(message) ? elements(text) : [text];
  const replaced = texts.map((part, index) => replaceIds(part, messages[index], written));
  return {
    text: Array.isArray(message) ? `[${replaced.join(',')}]` : (replaced[0] ?? text),
    restore: (answer) =>
      answer.replace(
        /("(?:id|requestId|progressToken)"\s*:\s*)("case-insights-number:[^"]*")/g,
        (member, name: string, standIn: string) => {
          const number = written.get(standIn);
          return number === undefined ? member : `${name}${number}`;
        },
      ),
  };
}

function replaceIds(text: string, message: unknown, written: Map<string, string>): string {
  let replaced = text;
  for (const path of ID_PATHS) {
    if (!isChanged(valueAt(message, path))) continue;
    const number = memberText(replaced, path);
    if (number === undefined) continue;
    const standIn = JSON.stringify(`${MARK}${number}`);
    written.set(standIn, number);
    replaced = replaceMember(replaced, path, standIn);
  }
  return replaced;
}

/** Whether a value is a number that JavaScript may not print as it was written, or that SDKs refuse as an id. */
function isChanged(value: unknown): boolean {
  return typeof value === 'number' && !Number.isSafeInteger(value);
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const key of path) {
    if (!isObject(found)) return undefined;
    found = found[key];
  }
  return found;
}

import type { Prompt } from '../language-model.ts';

/** What a prompt wants: prose, or what it has a form for. */
export type Task = 'answer' | 'answer and sort' | 'sort' | 'join names';

/** The form of an answer in a prompt's instructions: a line of JSON that shows its fields. */
const FORM = /^\{"problems":\[\{.*\}$/m;

/**
 * The task of a prompt, told by the fields of the answer it asks for: the tool's schema, or a form in the instructions.
 *
 * @param instructions the prompt without its data, since data can contain anything
 */
export function taskOf(instructions: string, tool: Prompt['tool']): Task {
  const fields = namesIn(tool === undefined ? parse(FORM.exec(instructions)?.[0] ?? '') : tool.inputSchema);
  if (fields.has('same')) return 'join names';
  if (!fields.has('none')) return 'answer';
  return fields.has('findings') ? 'sort' : 'answer and sort';
}

/** The names of all fields of a value, and of the values in it. */
function namesIn(value: unknown): Set<string> {
  const names = new Set<string>();
  const visit = (inner: unknown) => {
    if (typeof inner !== 'object' || inner === null) return;
    for (const [name, field] of Object.entries(inner)) {
      if (!Array.isArray(inner)) names.add(name);
      visit(field);
    }
  };
  visit(value);
  return names;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined; // a line that only resembles a form
  }
}

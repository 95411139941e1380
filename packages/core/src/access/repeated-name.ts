/** A brace, or a string with the colon that makes it a name. */
const BRACE_OR_STRING = /[{}]|("(?:[^"\\]|\\.)*")\s*(:?)/gu;

/**
 * The first name that one object of a valid JSON text has twice; undefined where none has. `JSON.parse`
 * silently keeps the last value of such a name, so a policy could grant more than a reader of its first lines believes.
 */
export function repeatedName(json: string): string | undefined {
  const objects: Set<string>[] = [];
  for (const [token, text, colon] of json.matchAll(BRACE_OR_STRING)) {
    if (token === '{') objects.push(new Set());
    else if (token === '}') objects.pop();
    else if (text !== undefined && colon === ':') {
      const name = String(JSON.parse(text));
      if (objects.at(-1)?.has(name)) return name;
      objects.at(-1)?.add(name);
    }
  }
  return undefined;
}

import { type Json, parseJson } from './json.ts';

/** A step of a path: the member of an object or the element of an array. */
export type Step = string | number;

/**
 * The first value at a path. The text is read no further than that value, so what is broken behind it does not matter,
 * and of equal names the first one counts.
 */
export function readFirst(text: string, path: readonly Step[]): Json | undefined {
  let at = skip(text, 0);
  for (const step of path) {
    const next = typeof step === 'number' ? enterElement(text, at, step) : enterMember(text, at, step);
    if (next === undefined) return undefined;
    at = next;
  }
  return parseJson(text.slice(at), true);
}

const skip = (text: string, at: number): number => {
  let end = at;
  while (end < text.length && ' \t\n\r'.includes(text[end] ?? 'x')) end += 1;
  return end;
};

function enterMember(text: string, start: number, name: string): number | undefined {
  if (text[start] !== '{') return undefined;
  for (let at = skip(text, start + 1); text[at] === '"'; ) {
    const end = endOfString(text, at);
    if (end === undefined) return undefined;
    const colon = skip(text, end);
    if (text[colon] !== ':') return undefined;
    const value = skip(text, colon + 1);
    const key = parseJson(text.slice(at, end));
    if (key?.kind === 'string' && key.value === name) return value;
    const after = endOfValue(text, value);
    if (after === undefined) return undefined;
    const comma = skip(text, after);
    if (text[comma] !== ',') return undefined;
    at = skip(text, comma + 1);
  }
  return undefined;
}

function enterElement(text: string, start: number, index: number): number | undefined {
  if (text[start] !== '[') return undefined;
  let at = skip(text, start + 1);
  if (text[at] === ']') return undefined;
  for (let i = 0; i < index; i += 1) {
    const after = endOfValue(text, at);
    if (after === undefined) return undefined;
    const comma = skip(text, after);
    if (text[comma] !== ',') return undefined;
    at = skip(text, comma + 1);
  }
  return at;
}

function endOfString(text: string, start: number): number | undefined {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return undefined;
}

/** Where a value ends; its inner structure is only counted. */
function endOfValue(text: string, start: number): number | undefined {
  if (text[start] === '"') return endOfString(text, start);
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '"') {
      const end = endOfString(text, at);
      if (end === undefined) return undefined;
      at = end - 1;
    } else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') {
      if (depth === 0) return at;
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (depth === 0 && ', \t\n\r'.includes(character)) return at;
  }
  return depth === 0 ? text.length : undefined;
}

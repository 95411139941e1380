import { isObject, type JsonObject } from '../../json-rpc.ts';

// Reads tools' answers, which an older or newer server may have shaped otherwise: what is missing reads as nothing.

/** A number of cases; 0 where the answer has none by that name. */
export function numberIn(answer: JsonObject, field: string): number {
  const value = answer[field];
  return typeof value === 'number' ? value : 0;
}

/** A text, or undefined where the answer has none by that name. */
export function textIn(answer: JsonObject, field: string): string | undefined {
  const value = answer[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Counts by name, in the answer's order. */
export function countsIn(answer: JsonObject, field: string): (readonly [name: string, cases: number])[] {
  const value = answer[field];
  const entries = isObject(value) ? Object.entries(value) : [];
  return entries.flatMap(([name, cases]) => (typeof cases === 'number' ? [[name, cases] as const] : []));
}

/** A list of objects. */
export function listIn(answer: JsonObject, field: string): JsonObject[] {
  const value = answer[field];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** A list of numbers. */
export function numbersIn(answer: JsonObject, field: string): number[] {
  const value = answer[field];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'number') : [];
}

/** A list of texts. */
export function textsIn(answer: JsonObject, field: string): string[] {
  const value = answer[field];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

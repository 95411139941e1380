const SLOT = /\{\{(\w+)\}\}/g;

/**
 * A prompt's text with its slots filled, in one pass: a value that looks like a slot stays as it is. Throws a
 * RangeError for a slot without a value and for a value without a slot, which are mistakes in our source.
 */
export function fillSlots(template: string, values: Readonly<Record<string, string>>): string {
  const unused = new Set(Object.keys(values));
  const text = template.replaceAll(SLOT, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) throw new RangeError(`The prompt has a slot "${name}" that nothing fills.`);
    unused.delete(name);
    return value;
  });
  const [first] = unused;
  if (first !== undefined) throw new RangeError(`The prompt has no slot "${first}".`);
  return text;
}

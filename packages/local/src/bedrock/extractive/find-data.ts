/** Marks around data: the product's own, made for each request, a closed element, a code fence, BEGIN and END lines. */
const FENCES = [
  /<<<(\S+)\n([\s\S]*)\n\1>>>/g,
  /<([A-Za-z][\w-]*)(?:\s[^<>]*)?>\n([\s\S]*)\n<\/\1>/g,
  /^(```+)[\w-]*\n([\s\S]*)\n\1$/gm,
  /^\W*BEGIN\b(.*)\n([\s\S]*)\n\W*END\b\1$/gm,
];

/**
 * The data in a prompt: what its longest fence encloses, up to the last closing mark, so that a mark forged inside the
 * data does not end it. A prompt without a fence is all data.
 */
export function findData(prompt: string): string {
  const enclosed = FENCES.flatMap((fence) => [...prompt.matchAll(fence)].map((match) => match[2] ?? ''));
  return enclosed.reduce((longest, text) => (text.length > longest.length ? text : longest), '') || prompt;
}

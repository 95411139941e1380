/** Text without the characters by which data could act on a terminal or reorder what it shows. Line breaks and tabs stay. */
export function printable(text: string): string {
  return text.replace(/(?![\n\t])[\p{Cc}\p{Bidi_Control}]/gu, ' ');
}

/**
 * Characters that change what a reader sees without being seen: controls except tab and line break, and the bidirectional
 * embeddings, overrides and isolates, which can show "gpj.exe" as "exe.jpg". The plain marks LRM, RLM and ALM stay,
 * since Arabic and Hebrew need them.
 */
const UNSEEN = /[\p{Cc}\u202A-\u202E\u2066-\u2069\u2028\u2029\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu;

/** Text of a case as a reader should see it: what would hide or reorder it is shown as a replacement character. */
export function visible(text: string): string {
  return text.replaceAll(UNSEEN, (character) =>
    character === '\n' || character === '\t' ? character : '\uFFFD',
  );
}

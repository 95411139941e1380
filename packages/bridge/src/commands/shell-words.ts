import { shellWord } from '../shell-word.ts';

/** A command that can be pasted into a shell. */
export function shellCommand(words: readonly string[]): string {
  return words.map((word) => shellWord(word)).join(' ');
}

import { setImmediate } from 'node:timers/promises';
import { estimateTokens } from '@case-insights/core/packing';
import { findData } from './extractive/find-data.ts';
import { readEntries, readStatedFacts } from './extractive/read-entries.ts';
import { writeAnswer } from './extractive/write-answer.ts';
import type { LanguageModel } from './language-model.ts';

/** Words in one piece of an answer: about as many as a model sends at a time. */
const WORDS_IN_A_PIECE = /(?:\S+\s*){1,6}/g;

/**
 * A stand-in for a language model: counts what the data of the last user turn has in common, and quotes it. It follows
 * no instructions, neither of the user nor in the data.
 */
export function createExtractiveModel(): LanguageModel {
  return {
    async *answer({ turns, maxTokens }, signal) {
      const prompt = turns.findLast(({ role }) => role === 'user')?.text ?? '';
      const data = findData(prompt);
      const text = writeAnswer(readEntries(data), readStatedFacts(data));
      let sent = '';
      for (const [piece] of text.matchAll(WORDS_IN_A_PIECE)) {
        signal.throwIfAborted();
        if (estimateTokens(sent + piece) > maxTokens) return { stopReason: 'max_tokens' };
        sent += piece;
        yield piece;
        await setImmediate();
      }
      return { stopReason: 'end_turn' };
    },
  };
}

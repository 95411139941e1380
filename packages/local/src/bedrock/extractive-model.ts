import { setImmediate } from 'node:timers/promises';
import { estimateTokens } from '@case-insights/core/packing';
import { readCountedProblems } from './extractive/counted-problems.ts';
import { findData } from './extractive/find-data.ts';
import { joinNames } from './extractive/join-names.ts';
import { readEntries, readStatedFacts } from './extractive/read-entries.ts';
import { isOrder } from './extractive/sentences.ts';
import { sortEntries } from './extractive/sort-entries.ts';
import { type Task, taskOf } from './extractive/task.ts';
import {
  aboutOrders,
  writeAnswer,
  writeCountedAnswer,
  writeSortedAnswer,
} from './extractive/write-answer.ts';
import type { LanguageModel } from './language-model.ts';

/** Words in one piece of an answer: about as many as a model sends at a time. */
const WORDS_IN_A_PIECE = /(?:\S+\s*){1,6}/g;
/** Problems that a part is asked to be sorted into, that an answer names, and that names are joined to, at most. */
const MOST = { sort: 30, 'answer and sort': 20, 'join names': 60 } as const;
/** Cases that support a finding, at most. */
const CASES_OF_A_FINDING = 5;

/**
 * A stand-in for a language model: counts what the data of the last user turn has in common, quotes it, and groups
 * cases by their words where a form of answer asks for that. It follows no other instruction, neither of the user nor
 * in the data.
 */
export function createExtractiveModel(): LanguageModel {
  return {
    async *answer({ system, turns, tool, maxTokens }, signal) {
      const prompt = turns.findLast(({ role }) => role === 'user')?.text ?? '';
      const data = findData(prompt);
      const task = taskOf(`${system}\n${prompt.replace(data, '')}`, tool);
      const text = write(task, data);
      const asToolInput = tool !== undefined && isForm(task);
      const whole = isForm(task) && tool === undefined ? inFence(text) : text;
      let tokens = 0;
      for (const [piece] of whole.matchAll(WORDS_IN_A_PIECE)) {
        signal.throwIfAborted();
        tokens += estimateTokens(piece);
        if (tokens > maxTokens) return { stopReason: 'max_tokens' };
        yield asToolInput ? { toolInput: piece } : piece;
        await setImmediate();
      }
      return { stopReason: asToolInput ? 'tool_use' : 'end_turn' };
    },
  };
}

function isForm(task: Task): boolean {
  return task === 'sort' || task === 'join names';
}

function write(task: Task, data: string): string {
  if (task === 'join names') return JSON.stringify({ problems: joinNames(data, MOST[task]) });
  const entries = readEntries(data);
  const statedFacts = readStatedFacts(data);
  if (task === 'sort') {
    const orders = entries.filter(({ text }) => isOrder(text));
    const findings =
      orders.length === 0
        ? []
        : [
            {
              text: aboutOrders(entries),
              cases: orders.slice(0, CASES_OF_A_FINDING).flatMap(({ index }) => index ?? []),
            },
          ];
    return JSON.stringify({ ...sortEntries(entries, MOST[task]), findings });
  }
  if (task === 'answer and sort') {
    const sorted = sortEntries(entries, MOST[task]);
    return `${writeSortedAnswer(entries, sorted, statedFacts)}\n\n${inFence(JSON.stringify(sorted))}`;
  }
  const counted = readCountedProblems(data);
  return counted.length > 0 ? writeCountedAnswer(counted, statedFacts) : writeAnswer(entries, statedFacts);
}

function inFence(json: string): string {
  return `\`\`\`json\n${json}\n\`\`\``;
}

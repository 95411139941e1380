import { setImmediate } from 'node:timers/promises';
import { estimateTokens } from '@case-insights/core/packing';
import { readCountedTable } from './extractive/counted-problems.ts';
import type { Entry } from './extractive/entry.ts';
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
      const asToolInput = tool !== undefined && isForm(task);
      const text = write(task, data, isForm(task) && !asToolInput, maxTokens);
      const isCut = estimateTokens(text) > maxTokens;
      let sent = '';
      for (const [piece] of text.matchAll(WORDS_IN_A_PIECE)) {
        signal.throwIfAborted();
        if (isCut && estimateTokens(sent + piece) > maxTokens) return { stopReason: 'max_tokens' };
        sent += piece;
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

function write(task: Task, data: string, fenced: boolean, maxTokens: number): string {
  const inForm = (answer: object) => (fenced ? inFence(JSON.stringify(answer)) : JSON.stringify(answer));
  if (task === 'join names') return inForm({ problems: joinNames(data, MOST[task]) });
  const entries = readEntries(data);
  const statedFacts = readStatedFacts(data);
  if (task === 'sort') {
    const findings = findingsOf(entries);
    return fitting(MOST[task], maxTokens, (most) => inForm({ ...sortEntries(entries, most), findings }));
  }
  if (task === 'answer and sort') {
    return fitting(MOST[task], maxTokens, (most) => {
      const sorted = sortEntries(entries, most);
      const answer = writeSortedAnswer(entries, sorted, statedFacts);
      return `${answer}\n\n${inFence(JSON.stringify(sorted))}`;
    });
  }
  const counted = readCountedTable(data);
  return counted === undefined ? writeAnswer(entries, statedFacts) : writeCountedAnswer(counted, statedFacts);
}

/** An answer with `most` problems, or with half as many as long as it is too long. */
function fitting(most: number, maxTokens: number, answerWith: (most: number) => string): string {
  const answer = answerWith(most);
  return most === 1 || estimateTokens(answer) <= maxTokens
    ? answer
    : fitting(Math.floor(most / 2), maxTokens, answerWith);
}

function findingsOf(entries: readonly Entry[]) {
  const orders = entries.filter(({ text }) => isOrder(text));
  if (orders.length === 0) return [];
  const cases = orders.slice(0, CASES_OF_A_FINDING).flatMap(({ index }) => index ?? []);
  return [{ text: aboutOrders(entries), cases }];
}

function inFence(json: string): string {
  return `\`\`\`json\n${json}\n\`\`\``;
}

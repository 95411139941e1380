import type { Server } from '@modelcontextprotocol/server';
import { offeredValues } from '../prompts/arguments.ts';
import { requirePrompt } from './prompt-requests.ts';

/** The protocol allows no more values in one answer. */
const MOST_VALUES = 100;

/**
 * Answers `completion/complete` for the arguments of prompts. For anything else there is nothing to offer: to list case
 * numbers as somebody types would be a scan of the table for each letter.
 */
export function serveCompletions(server: Server): void {
  server.setRequestHandler('completion/complete', ({ params: { ref, argument } }) => {
    const known =
      ref.type === 'ref/prompt'
        ? requirePrompt(ref.name).arguments.find((name) => name === argument.name)
        : undefined;
    const today = new Date().toISOString().slice(0, 10);
    const matches = known === undefined ? [] : matching(offeredValues(known, today), argument.value);
    return {
      completion: {
        values: matches.slice(0, MOST_VALUES),
        total: matches.length,
        hasMore: matches.length > MOST_VALUES,
      },
    };
  });
}

/** The values that begin with what was typed, then those that hold it elsewhere. Case is ignored. */
function matching(values: readonly string[], typed: string): string[] {
  const sought = typed.trim().toLowerCase();
  const begins = (value: string) => value.toLowerCase().startsWith(sought);
  const others = values.filter((value) => !begins(value) && value.toLowerCase().includes(sought));
  return [...values.filter(begins), ...others];
}

import { fitPack, type PackEntry, renderEntry } from '@case-insights/core/packing';
import type { Draft } from './ask-within-limit.ts';
import { noRoom, tokensOf } from './budget.ts';
import type { CaseAnalysis } from './case-analysis.ts';
import { renderFacts, renderScope } from './case-facts.ts';
import { fenced, makeMarker } from './fence.ts';
import { fillSlots } from './prompts/fill.ts';

/** A request about cases, and the entries that it holds. */
export interface CasesDraft extends Draft {
  readonly entries: readonly PackEntry[];
}

/** A prompt with the slots marker (both texts), question, scope, facts and summaries. */
export interface CasesPrompt {
  readonly system: string;
  readonly user: string;
}

/**
 * Makes requests about the first of these entries: as many as a number of input tokens holds. All case text stands
 * fenced in the user turn, the counts too, since they are named by what the table holds. A request throws `payload_too_large` when not one entry fits.
 */
export function casesDraft(
  { input, question, budget, selection, statistics }: CaseAnalysis,
  prompt: CasesPrompt,
  entries: readonly PackEntry[],
): (inputTokens: number) => CasesDraft {
  const marker = makeMarker();
  const facts = fenced(renderFacts(selection.totalCases, statistics), marker);
  const system = fillSlots(prompt.system, { marker });
  const userTurn = (summaries: string) =>
    fillSlots(prompt.user, {
      marker,
      question,
      scope: renderScope(input),
      facts,
      summaries: fenced(summaries, marker),
    });
  const overhead = tokensOf(system, budget) + tokensOf(userTurn(''), budget);
  return (inputTokens) => {
    const pack = fitPack(entries, (inputTokens - overhead) / budget.facts.tokenFactor);
    if (pack.entries.length === 0 && entries.length > 0) throw noRoom(overhead, inputTokens);
    return {
      system,
      prompt: userTurn(pack.entries.map(renderEntry).join('\n')),
      estimatedTokens: overhead + Math.ceil(pack.tokens * budget.facts.tokenFactor),
      entries: pack.entries,
    };
  };
}

import { caseCount, type Pack, renderEntry } from '@case-insights/core/packing';
import * as z from 'zod';
import { askWithinLimit } from './ask-model.ts';
import { type CaseAnalysis, caseNumbers, casesDraft, renderFacts, renderScope } from './case-analysis.ts';
import { checkCitations } from './citations.ts';
import { type ContentKey, contentKey, modelContent } from './content-key.ts';
import type { Findings } from './merge.ts';
import { FINDINGS_PROMPT } from './prompts.ts';

/** For how long another call may use what was found in a pack: the same texts show the same. */
const USABLE_SECONDS = 24 * 60 * 60;

/** What is kept of a pack that was read. */
export const KEPT_FINDINGS = z.object({
  text: z.string(),
  /** Entries that were read, from the first on. */
  read: z.int(),
  /** Cases that these stand for. */
  cases: z.int(),
  citationsRemoved: z.int(),
  estimatedTokens: z.number(),
  notes: z.array(z.string()),
});

/** What the model found in one pack. */
export interface PackFindings extends Findings {
  readonly citationsRemoved: number;
  readonly estimatedTokens: number;
  readonly notes: readonly string[];
  /** Whether an earlier call, or another instance, had the pack read. */
  readonly reused: boolean;
}

/** Has one pack read, unless that was done before. Throws what the model throws. */
export async function findingsOf(analysis: CaseAnalysis, pack: Pack): Promise<PackFindings> {
  const { context, budget } = analysis;
  const { value, reused } = await context.kept.once(findingsKey(analysis, pack), KEPT_FINDINGS, async () => {
    const { answer, draft, notes } = await askWithinLimit(
      casesDraft(analysis, FINDINGS_PROMPT, pack.entries),
      { model: context.model, budget },
    );
    const { text, removed } = checkCitations(answer.text, caseNumbers(draft.entries));
    const { estimatedTokens, entries } = draft;
    const value = {
      text,
      read: entries.length,
      cases: caseCount(entries),
      citationsRemoved: removed,
      estimatedTokens,
      notes: [...notes],
    };
    return { value, usableSeconds: USABLE_SECONDS };
  });
  return { ...value, entries: pack.entries.slice(0, value.read), reused };
}

/** Where the findings of a pack are kept. */
export function findingsKey(analysis: CaseAnalysis, pack: Pack): ContentKey {
  const { input, question, context, budget, selection, statistics } = analysis;
  return contentKey('findings', [
    FINDINGS_PROMPT,
    modelContent(context.model, budget),
    question,
    renderScope(input),
    renderFacts(selection.totalCases, statistics),
    pack.entries.map(renderEntry),
  ]);
}

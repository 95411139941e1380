import { askWithinLimit } from './ask-within-limit.ts';
import type { AnalysisOutcome, CaseAnalysis } from './case-analysis.ts';
import { casesDraft } from './cases-draft.ts';
import { answering } from './progress.ts';
import { CASES_PROMPT } from './prompts/cases.v1.ts';

/** One model call with as many summaries as fit, the most severe and newest first. */
export async function analyzeInOneCall(analysis: CaseAnalysis): Promise<AnalysisOutcome> {
  const { context, budget, entries } = analysis;
  const draftWithin = casesDraft(analysis, CASES_PROMPT, entries);
  const { answer, draft, notes } = await askWithinLimit(
    (inputTokens) => {
      const draft = draftWithin(inputTokens);
      context.progress(
        `Packed ${draft.entries.length} of ${entries.length} summaries, about ${draft.estimatedTokens} tokens.`,
      );
      return draft;
    },
    { model: context.model, budget, onProgress: answering(context.progress) },
  );
  return {
    answer: answer.text,
    estimatedInputTokens: draft.estimatedTokens,
    covered: draft.entries,
    packs: 1,
    packsFailed: 0,
    citationsRemoved: 0,
    notes,
  };
}

import { caseCount } from '@case-insights/core/packing';
import { answerProgress, askWithinLimit } from './ask-model.ts';
import { type Budget, outputTokensFor } from './budget.ts';
import { type AnalysisOutcome, type CaseAnalysis, casesDraft } from './case-analysis.ts';
import { renderProblems } from './problems/answer.ts';
import { countSorted } from './problems/count-sorted.ts';
import { readAnswer } from './problems/reading.ts';

/** Output tokens of an answer and of the names of its problems, beside an index of each summary. */
const TOKENS_OF_AN_ANSWER = 3_000;
const TOKENS_OF_AN_INDEX = 3;

/**
 * One model call with as many summaries as fit, the most severe and newest first. Where the model can write that much,
 * it also says which problem each of them shows; what it leaves out has none, since this is one call.
 */
export async function analyzeInOneCall(analysis: CaseAnalysis): Promise<AnalysisOutcome> {
  const { context, budget, entries } = analysis;
  const sorted = entries.length * TOKENS_OF_AN_INDEX + TOKENS_OF_AN_ANSWER <= outputTokensFor(budget);
  const draftWithin = casesDraft(analysis, entries, sorted);
  const { answer, draft, notes } = await askWithinLimit(
    (inputTokens) => {
      const draft = draftWithin(inputTokens);
      context.progress(
        `Packed ${draft.entries.length} of ${entries.length} summaries, about ${draft.estimatedTokens} tokens.`,
      );
      return draft;
    },
    { model: context.model, budget, onProgress: answerProgress(context.progress) },
  );
  const { prose, reading } = sorted
    ? readAnswer(answer.text, draft.entries.length, answer.stopReason === 'max_tokens')
    : { prose: answer.text, reading: undefined };
  const problems = (reading?.problems ?? []).map((problem) => ({
    ...problem,
    entries: [...problem.entries],
    cases: caseCount(problem.entries.flatMap((place) => draft.entries[place] ?? [])),
  }));
  const counted =
    reading === undefined
      ? undefined
      : countSorted(
          analysis,
          [{ entries: draft.entries, problems }],
          problems.map((problem, place) => ({ ...problem, members: [place] })),
        );
  const listed = counted === undefined ? [] : renderProblems(counted.fields).map((line) => `- ${line}`);
  return {
    // A model that only sorts has answered too: its table can be read as text.
    answer: prose === '' ? listed.join('\n') : prose,
    estimatedInputTokens: draft.estimatedTokens,
    covered: draft.entries,
    packs: 1,
    packsFailed: 0,
    citationsRemoved: 0,
    ...(counted === undefined ? {} : { problems: counted }),
    notes: [...notes, ...(sorted ? [] : [notSorted(budget)])],
  };
}

/** Why problems are not counted, and what to do. */
function notSorted(budget: Budget): string {
  const most = Math.floor((outputTokensFor(budget) - TOKENS_OF_AN_ANSWER) / TOKENS_OF_AN_INDEX);
  const fewer = most < 1 ? '' : ` lower max_cases to ${most} (half of that with a compared period), or`;
  return `Problems are not counted, since the model would have to list more summaries than its output of ${budget.maxOutputTokens} tokens holds:${fewer} use coverage "all".`;
}

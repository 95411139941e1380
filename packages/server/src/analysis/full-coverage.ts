import { CaseInsightsError } from '@case-insights/core/errors';
import { caseCount, type Pack } from '@case-insights/core/packing';
import { askWithinLimit } from './ask-within-limit.ts';
import type { AnalysisOutcome, CaseAnalysis } from './case-analysis.ts';
import { casesDraft } from './cases-draft.ts';
import { checkCitations } from './citations.ts';
import { analyzeInOneCall } from './fit.ts';
import { type Findings, type MergedAnswer, mergeFindings } from './merge.ts';
import { caseNumbers } from './packable.ts';
import { type Pause, withPatience } from './patience.ts';
import { describePlan, makePlan, refuseBeyondLimit } from './plan.ts';
import { mapInParallel } from './pool.ts';
import { answering } from './progress.ts';
import { FINDINGS_PROMPT } from './prompts/findings.v1.ts';

/**
 * Has every case read: in one call where all fit, else in packs by service and time, several at once, whose findings
 * a last call merges. A pack that fails twice is left out and reported. Throws `invalid_input` with the estimate when
 * that is beyond what the deployment allows, and the error of the packs when none succeeds.
 */
export async function analyzeInPacks(analysis: CaseAnalysis, wait?: Pause): Promise<AnalysisOutcome> {
  const { context, entries } = analysis;
  const plan = makePlan(analysis);
  refuseBeyondLimit(analysis, plan);
  context.progress(`About to read ${caseCount(entries)} cases in ${describePlan(plan)}.`);
  if (plan.packs.length === 1 && plan.packs[0]?.entries.length === entries.length)
    return analyzeInOneCall(analysis);

  let done = 0;
  const settled = await mapInParallel(
    plan.packs,
    context.limits.concurrency,
    async (pack, index) => {
      const report = (outcome: string) => {
        done++;
        context.progress(
          `Pack ${index + 1} with ${caseCount(pack.entries)} cases ${outcome}; ${done} of ${plan.packs.length} are done.`,
        );
      };
      try {
        const found = await withPatience(() => findingsOf(analysis, pack, index + 1), context.signal, wait);
        report('is read');
        return found;
      } catch (error) {
        report('failed');
        throw error;
      }
    },
    context.signal,
  );
  const findings = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  if (findings.length === 0) throw settled.find((result) => result.status === 'rejected')?.reason;

  context.progress(`Merging the findings of ${findings.length} packs.`);
  const merged = await mergeOrList(analysis, findings, wait);
  return {
    answer: merged.text,
    estimatedInputTokens: findings.reduce(
      (sum, { estimatedTokens }) => sum + estimatedTokens,
      merged.estimatedTokens,
    ),
    covered: findings.flatMap((found) => found.entries),
    packs: plan.packs.length,
    packsFailed: plan.packs.length - findings.length,
    citationsRemoved: findings.reduce((sum, { citationsRemoved }) => sum + citationsRemoved, 0),
    notes: [...failureNotes(settled, plan.packs), ...findings.flatMap(({ notes }) => notes), ...merged.notes],
  };
}

/** Findings have cost most of the work: where they cannot be merged they are listed as they are. */
async function mergeOrList(
  analysis: CaseAnalysis,
  findings: readonly PackFindings[],
  wait: Pause | undefined,
): Promise<MergedAnswer> {
  const { context } = analysis;
  const onProgress = answering(context.progress);
  try {
    return await withPatience(() => mergeFindings(analysis, findings, onProgress), context.signal, wait);
  } catch (error) {
    context.signal.throwIfAborted();
    const why = error instanceof CaseInsightsError ? error.message : 'The model call failed.';
    return {
      text: findings.map(({ text }) => text).join('\n\n'),
      estimatedTokens: 0,
      notes: [`The findings are listed pack by pack, since the call that merges them failed twice: ${why}`],
    };
  }
}

interface PackFindings extends Findings {
  readonly citationsRemoved: number;
  readonly estimatedTokens: number;
  readonly notes: readonly string[];
}

async function findingsOf(analysis: CaseAnalysis, pack: Pack, number: number): Promise<PackFindings> {
  const { context, budget } = analysis;
  const { answer, draft, notes } = await askWithinLimit(casesDraft(analysis, FINDINGS_PROMPT, pack.entries), {
    model: context.model,
    budget,
  });
  const { text, removed } = checkCitations(answer.text, caseNumbers(draft.entries));
  return {
    text,
    citationsRemoved: removed,
    entries: draft.entries,
    estimatedTokens: draft.estimatedTokens,
    notes: notes.map((note) => `Pack ${number}: ${note}`),
  };
}

/** One sentence for each failed pack: what it held and why it is missing. */
function failureNotes(
  settled: readonly PromiseSettledResult<PackFindings>[],
  packs: readonly Pack[],
): string[] {
  return settled.flatMap((result, index) => {
    if (result.status === 'fulfilled') return [];
    const cases = caseCount(packs[index]?.entries ?? []);
    const why = result.reason instanceof CaseInsightsError ? result.reason.message : 'The model call failed.';
    return [`Pack ${index + 1} with ${cases} cases is not covered, since it failed twice: ${why}`];
  });
}

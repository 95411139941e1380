import { UNKNOWN } from '@case-insights/core/cases';
import { caseCount } from '@case-insights/core/packing';
import {
  type AnalyzeCaseSummariesOutput,
  analysisFilters,
  type CaseSelection,
  casesToRead,
  dataNotice,
  nothingFound,
  sampleCases,
} from '@case-insights/core/tools';
import { type AnalysisOutcome, type CaseAnalysis, caseNumbers } from './case-analysis.ts';
import { checkCitations } from './citations.ts';
import { withoutRemoteContent } from './remote-content.ts';

/** The outcome of an analysis that asks no model. */
const NOTHING_SENT: AnalysisOutcome = {
  answer: '',
  estimatedInputTokens: 0,
  covered: [],
  packs: 0,
  packsFailed: 0,
  citationsRemoved: 0,
  notes: [],
};

/**
 * The result of an analysis: the guide's fields, then ours. Citations are checked against what the model was shown.
 * Without an outcome there was nothing to read: no case matches, or none that does has a summary yet.
 */
export function report(
  analysis: CaseAnalysis,
  outcome: AnalysisOutcome = NOTHING_SENT,
): AnalyzeCaseSummariesOutput {
  const { input, question, budget, selection, statistics, age } = analysis;
  const { totalCases, summariesAvailable } = selection;
  const { text, cited, removed } = checkCitations(
    withoutRemoteContent(outcome.answer),
    caseNumbers(outcome.covered),
  );
  const analyzed = caseCount(outcome.covered);
  const cut = outcome.covered.filter((entry) => entry.cut).length;
  const merged = analyzed - outcome.covered.length;
  const madeUp = outcome.citationsRemoved + removed;
  return {
    filters_applied: analysisFilters(input),
    total_cases_found: totalCases,
    summaries_available: summariesAvailable,
    summaries_analyzed: analyzed,
    token_management: {
      estimated_input_tokens: outcome.estimatedInputTokens,
      max_input_tokens: budget.maxInputTokens,
      truncated: analyzed < summariesAvailable,
      ...(cut === 0 ? {} : { summaries_cut: cut }),
      ...(merged === 0 ? {} : { summaries_merged: merged }),
      explanation: explain(analyzed, analysis, outcome),
    },
    analysis_question: question,
    model_used: budget.modelId,
    ...dataNotice(selection.cases.length > 0),
    sample_cases: sampleCases(selection.cases),
    query_execution_id: selection.queryExecutionId,
    ...age,
    coverage: {
      mode: input.coverage,
      cases_total: totalCases,
      cases_covered: analyzed,
      share: share(analyzed, totalCases),
      packs: outcome.packs,
      ...(outcome.packsFailed === 0 ? {} : { packs_failed: outcome.packsFailed }),
      note: coverageNote(analyzed, totalCases),
    },
    statistics,
    analysis: outcome === NOTHING_SENT ? nothingToRead(analysis) : text,
    ...(cited.length === 0 ? {} : { citations: citations(selection, cited) }),
    ...(madeUp === 0 ? {} : { citations_removed: madeUp }),
  };
}

function nothingToRead({ input, selection }: CaseAnalysis): string {
  const { totalCases } = selection;
  if (totalCases === 0) return nothingFound(input);
  return `None of the matching cases (${totalCases}) has a summary yet, so there is no text to analyze; the counts in statistics are complete.`;
}

/** What is known of each cited case, in the order in which the analysis cites them. */
function citations({ cases }: CaseSelection, cited: readonly string[]): Record<string, string> {
  const byNumber = new Map(cases.map((selected) => [selected.caseNumber, selected]));
  return Object.fromEntries(
    cited.map((number) => {
      const { service, severityCode, date } = byNumber.get(number) ?? {};
      return [number, `${service ?? UNKNOWN} ${severityCode ?? UNKNOWN} ${date ?? UNKNOWN}`];
    }),
  );
}

/** To four decimals, rounded down so that 1 means all. */
export function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.floor((part / whole) * 10_000) / 10_000;
}

/** What the answer rests on, in a sentence. */
export function coverageNote(analyzed: number, total: number): string {
  if (total === 0) return 'No case matched.';
  if (analyzed === total) return 'The analysis rests on every matching case.';
  const percent = (share(analyzed, total) * 100).toFixed(2).replace(/\.?0+$/, '');
  return `The analysis rests on ${percent} % of the matching cases; statistics count all.`;
}

/** What was left out, cut or merged, and why, one sentence for each; in the order in which it happened. */
function explain(
  analyzed: number,
  { input, context, selection, entries, budget }: CaseAnalysis,
  outcome: AnalysisOutcome,
): string {
  const sentences: string[] = outcome === NOTHING_SENT ? [] : [...context.model.notes];
  const read = caseCount(entries);
  const missing = selection.totalCases - selection.summariesAvailable;
  if (missing > 0)
    sentences.push(`${counted(missing, 'matching case has', 'matching cases have')} no summary yet.`);
  if (read < selection.summariesAvailable) {
    const most = casesToRead(input);
    const more =
      input.coverage === 'all' && input.max_cases === undefined
        ? `no analysis reads more than ${most}, so narrow the dates or filters.`
        : `raise max_cases, beyond 2000 with coverage "all".`;
    sentences.push(
      `${read} of ${selection.summariesAvailable} summaries were read, the most severe and newest (max_cases ${most}): ${more}`,
    );
  }
  const cut = outcome.covered.filter((entry) => entry.cut).length;
  if (cut > 0)
    sentences.push(
      `${counted(cut, 'summary was', 'summaries were')} cut at 700 characters, at a sentence end where there was one.`,
    );
  const merged = analyzed - outcome.covered.length;
  if (merged > 0)
    sentences.push(
      `${counted(merged, 'summary that nearly repeats', 'summaries that nearly repeat')} another ${merged === 1 ? 'was merged into it and counts' : 'were merged into it and count'} with it.`,
    );
  sentences.push(...outcome.notes);
  const leftOut = read - analyzed;
  if (leftOut > 0 && outcome.packs > 0) {
    sentences.push(
      input.coverage === 'fit'
        ? `${counted(leftOut, 'summary was', 'summaries were')} left out: a call holds ${budget.maxInputTokens} input tokens and takes the most severe first, within a severity the newest. Use coverage "all" to have every case read.`
        : `${counted(leftOut, 'summary is', 'summaries are')} not covered.`,
    );
  }
  if (sentences.length > 0) return sentences.join(' ');
  return analyzed === 0 ? 'There was no summary to send.' : 'Every summary was sent whole.';
}

function counted(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

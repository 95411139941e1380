import { UNKNOWN } from '@case-insights/core/cases';
import { caseCount, type PackEntry } from '@case-insights/core/packing';
import {
  type AnalyzeCaseSummariesOutput,
  analysisFilters,
  casesToRead,
  dataNotice,
  describeRange,
  isCreatedWithin,
  nothingFound,
  type ProblemFields,
  sampleCases,
} from '@case-insights/core/tools';
import { type AnalysisOutcome, type CaseAnalysis, caseNumbers } from './case-analysis.ts';
import { checkCitations } from './citations.ts';
import { type CheckedCounts, checkCounts, fillPlaceholders } from './problems/count-claims.ts';
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
  problemIds: readonly string[] = [],
): AnalyzeCaseSummariesOutput {
  const { input, question, budget, selection, statistics, age, compared } = analysis;
  const { totalCases, summariesAvailable } = selection;
  const { main: analyzed, compared: comparedRead } = casesRead(analysis, outcome.covered);
  const counts = checkedCounts(analysis, outcome);
  const { text, cited, removed } = checkCitations(
    withoutRemoteContent(counts.text),
    caseNumbers(outcome.covered),
  );
  const cut = outcome.covered.filter((entry) => entry.cut).length;
  const merged = caseCount(outcome.covered) - outcome.covered.length;
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
      explanation: explain(analysis, outcome, countNotes(counts)),
    },
    analysis_question: question,
    model_used: budget.modelId,
    ...dataNotice(selection.cases.length + (compared?.selection.cases.length ?? 0) > 0),
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
      note: [coverageNote(analyzed, totalCases), ...withoutProblem(outcome)].join(' '),
      ...(compared === undefined
        ? {}
        : {
            compared: {
              date_range: describeRange(compared.range),
              cases_total: compared.selection.totalCases,
              cases_covered: comparedRead,
            },
          }),
    },
    statistics,
    analysis: outcome === NOTHING_SENT ? nothingToRead(analysis) : text,
    ...(cited.length === 0 ? {} : { citations: citations(analysis, cited) }),
    ...(madeUp === 0 ? {} : { citations_removed: madeUp }),
    ...problemFieldsOf(outcome, problemIds),
  };
}

/** Names and definitions are a model's words about text of strangers, as the answer is. */
function problemFieldsOf({ problems }: AnalysisOutcome, ids: readonly string[]): ProblemFields {
  if (problems?.fields.problems === undefined) return {};
  const shown = (text: string) => withoutRemoteContent(checkCitations(text, NO_CASES).text);
  return {
    ...problems.fields,
    problems: problems.fields.problems.map((problem, place) => ({
      ...(ids[place] === undefined ? {} : { id: ids[place] }),
      ...problem,
      name: shown(problem.name) || UNNAMED,
      definition: shown(problem.definition),
      ...(problem.theme === undefined ? {} : { theme: shown(problem.theme) }),
    })),
  };
}

/** For a name of nothing but case numbers that no case has. */
const UNNAMED = 'Problem without a name';
const NO_CASES: ReadonlySet<string> = new Set();

/** Cases of the period asked about, and of the one it is compared with, that entries stand for. */
function casesRead({ compared }: CaseAnalysis, entries: readonly PackEntry[]) {
  const cases = entries.flatMap((entry) => entry.cases);
  const ofCompared =
    compared === undefined ? 0 : cases.filter((one) => isCreatedWithin(one, compared.range)).length;
  return { main: cases.length - ofCompared, compared: ofCompared };
}

/** The answer with its numbers of cases compared with what was counted, where anything was. */
function checkedCounts(
  analysis: CaseAnalysis,
  { answer, problems, covered }: AnalysisOutcome,
): CheckedCounts {
  if (problems === undefined) return { ...fillPlaceholders(answer, []), corrected: 0 };
  const { selection, compared, statistics } = analysis;
  const read = casesRead(analysis, covered);
  return checkCounts(answer, {
    fields: problems.fields,
    statistics,
    totals: [
      selection.totalCases,
      selection.summariesAvailable,
      read.main,
      ...(compared === undefined ? [] : [compared.selection.totalCases, read.compared]),
    ],
  });
}

function countNotes({ corrected, removed }: CheckedCounts): string[] {
  return [
    ...(corrected === 0
      ? []
      : [
          `${counted(corrected, 'number', 'numbers')} of cases in the answer differed from what was counted and ${corrected === 1 ? 'was' : 'were'} corrected.`,
        ]),
    ...(removed === 0
      ? []
      : [
          `${counted(removed, 'number', 'numbers')} of cases in the answer that no table has ${removed === 1 ? 'was' : 'were'} removed.`,
        ]),
  ];
}

function nothingToRead({ input, selection }: CaseAnalysis): string {
  const { totalCases } = selection;
  if (totalCases === 0) return nothingFound(input);
  return `None of the matching cases (${totalCases}) has a summary yet, so there is no text to analyze; the counts in statistics are complete.`;
}

/** What is known of each cited case, in the order in which the analysis cites them. */
function citations({ selection, compared }: CaseAnalysis, cited: readonly string[]): Record<string, string> {
  const cases = [...selection.cases, ...(compared?.selection.cases ?? [])];
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

/** Which of the cases read are in none of the problems listed. */
function withoutProblem({ problems }: AnalysisOutcome): string[] {
  const { problems_other: other, problems_unassigned: unassigned = 0 } = problems?.fields ?? {};
  return [
    ...(other === undefined
      ? []
      : [
          `${counted(other.problems, 'smaller problem', 'smaller problems')} with ${counted(other.cases, 'case', 'cases')} ${other.problems === 1 ? 'is' : 'are'} not listed.`,
        ]),
    ...(unassigned === 0
      ? []
      : [
          `${counted(unassigned, 'case that was read shows', 'cases that were read show')} none of the problems.`,
        ]),
  ];
}

/** What was left out, cut or merged, and why, one sentence for each; in the order in which it happened. */
function explain(analysis: CaseAnalysis, outcome: AnalysisOutcome, countNotes: readonly string[]): string {
  const { input, context, selection, entries, budget, ofProblemLeftOut = 0 } = analysis;
  const sentences: string[] = outcome === NOTHING_SENT ? [] : [...context.model.notes];
  if (ofProblemLeftOut > 0)
    sentences.push(
      `${counted(ofProblemLeftOut, 'case', 'cases')} of this problem ${ofProblemLeftOut === 1 ? 'is' : 'are'} neither counted nor read, since a statement names 10000 at most: narrow the dates of the first question.`,
    );
  const { main: read } = casesRead(analysis, entries);
  const covered = caseCount(outcome.covered);
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
  const merged = covered - outcome.covered.length;
  if (merged > 0)
    sentences.push(
      `${counted(merged, 'summary that nearly repeats', 'summaries that nearly repeat')} another ${merged === 1 ? 'was merged into it and counts' : 'were merged into it and count'} with it.`,
    );
  sentences.push(...outcome.notes, ...countNotes);
  const leftOut = caseCount(entries) - covered;
  if (leftOut > 0 && outcome.packs > 0) {
    sentences.push(
      input.coverage === 'fit'
        ? `${counted(leftOut, 'summary was', 'summaries were')} left out: a call holds ${budget.maxInputTokens} input tokens and takes the most severe first, within a severity the newest. Use coverage "all" to have every case read.`
        : `${counted(leftOut, 'summary is', 'summaries are')} not covered.`,
    );
  }
  if (sentences.length > 0) return sentences.join(' ');
  return covered === 0 ? 'There was no summary to send.' : 'Every summary was sent whole.';
}

function counted(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

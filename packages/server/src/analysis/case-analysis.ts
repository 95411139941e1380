import type { PackEntry } from '@case-insights/core/packing';
import type { AnalyzeCaseSummariesInput, CaseSelection } from '@case-insights/core/tools';
import type { ToolContext } from '../call/context.ts';
import type { Budget } from './budget.ts';
import type { Statistics } from './case-facts.ts';

/** What an analysis starts from, however many calls it makes. */
export interface CaseAnalysis {
  readonly input: AnalyzeCaseSummariesInput;
  readonly question: string;
  readonly context: ToolContext;
  readonly budget: Budget;
  readonly selection: CaseSelection;
  readonly statistics: Statistics;
  /** Everything that was read and has a summary, in reading order. */
  readonly entries: readonly PackEntry[];
}

/** What an analysis ends with, before the answer's citations are checked. */
export interface AnalysisOutcome {
  readonly answer: string;
  /** Input tokens of all calls, as estimated. */
  readonly estimatedInputTokens: number;
  /** The entries that the answer rests on. */
  readonly covered: readonly PackEntry[];
  /** Calls over cases, and those of them that failed. */
  readonly packs: number;
  readonly packsFailed: number;
  /** Case numbers that no case has, taken out of findings before they were merged. */
  readonly citationsRemoved: number;
  /** What was shrunk, cut or not covered beyond the limit itself, each a sentence. */
  readonly notes: readonly string[];
}

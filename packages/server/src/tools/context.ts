import type { CaseSource } from '@case-insights/core/cases';
import type { Athena } from '../athena/query.ts';
import type { Model } from '../bedrock/model.ts';

/** What one tool call works with. Made per request where the request is understood; tools take nothing else. */
export interface ToolContext {
  /** The UTC day of the request, YYYY-MM-DD: computed once, so that identical questions make identical SQL. */
  readonly today: string;
  /** The case table, narrowed to what the caller may see. */
  readonly source: CaseSource;
  readonly athena: Athena;
  readonly model: Model;
  readonly limits: AnalysisLimits;
  /** Aborts when the call is cancelled or its deadline has come. */
  readonly signal: AbortSignal;
  /** Tells the client what really happens now, in words a person understands. Free when nobody listens. */
  readonly progress: (message: string) => void;
}

export interface AnalysisLimits {
  /** Input tokens of one model call; absent means what the model catalogue says. */
  readonly maxInputTokens?: number;
  readonly maxOutputTokens?: number;
  /** Input tokens that one analysis with full coverage may spend over all its calls; absent means no limit. */
  readonly maxAnalysisTokens?: number;
  /** Model calls of one analysis in flight at once. */
  readonly concurrency: number;
}

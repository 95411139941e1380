import type { CaseSource } from '@case-insights/core/cases';
import type { Athena, StatementSteps } from '../athena/query.ts';
import type { Model } from '../bedrock/model.ts';
import type { Caller } from '../http/caller.ts';

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

/** What `query_athena` needs beyond a context: its statements are tagged, and their results taken in parts. */
export interface StatementContext extends ToolContext {
  readonly athena: Athena & StatementSteps;
  /** Name of the Glue database that holds the case table. */
  readonly database: string;
  readonly requestId: string;
  readonly caller: Caller;
  /** The client's random id of this call, where it sent one. */
  readonly callId: string | undefined;
  /** Size of a result as JSON, in bytes, beyond which it is cut at a row. */
  readonly maxResultBytes: number;
  /** For the log: a hash of the statement without its literals. */
  readonly noteStatement: (hash: string) => void;
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

import type { CaseSource } from '@case-insights/core/sql';
import type { Config } from '../config/config.ts';
import type { Log } from '../log/log.ts';
import type { CallRecord } from './call-record.ts';
import type {
  Athena,
  AthenaService,
  CompactFinding,
  CompactTables,
  KeptWork,
  Model,
  ModelService,
  StatementSteps,
  WorkStore,
} from './ports.ts';
import type { Caller, RequestContext } from './request-context.ts';
import { type ScanningServices, scanningOf } from './scanning.ts';
import { type DailySpending, type Spend, spendingOf } from './spending.ts';

/** Makes the result of a call that is still running. */
export type AnswerSoFar = () => Promise<Record<string, unknown>>;

/** What one tool call works with; handlers get nothing else. */
export interface ToolContext {
  /** The UTC day of the request, YYYY-MM-DD: computed once, so that identical questions make identical SQL. */
  readonly today: string;
  /** The case table, narrowed to what the caller may see. */
  readonly source: CaseSource;
  readonly athena: Athena;
  readonly model: Model;
  readonly limits: AnalysisLimits;
  /** Estimated tokens of an answer, beyond which it is shortened. */
  readonly maxAnswerTokens: number;
  /** Runs work that asks the model, within the budgets of the day. */
  readonly spend: Spend;
  /** Where work is kept that another call may go on with. */
  readonly kept: KeptWork;
  /**
   * Says how to answer when the client's patience ends before the work: with what is known by then. The work then goes
   * on behind the answer. A handler that says nothing is stopped instead.
   */
  readonly answerSoFar: (answer: AnswerSoFar) => void;
  /** Aborts when the call is cancelled or its deadline has come. */
  readonly signal: AbortSignal;
  /** Tells the client what is being done, in a sentence for a person. Costs nothing when progress was not asked for. */
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
  /** Input tokens of one model call; absent means what the model catalog says. */
  readonly maxInputTokens?: number;
  readonly maxOutputTokens?: number;
  /** Input tokens that one analysis with full coverage may spend over all its calls. */
  readonly maxAnalysisTokens: number;
  /** Model calls of one analysis in flight at once. */
  readonly concurrency: number;
}

/**
 * A result of 4 MB at most. Where the deployment buffers, 2 MB: MCP carries a result twice (structured and as text),
 * and a buffered response of Lambda holds 6 MB.
 */
const MAX_RESULT_BYTES = { stream: 4_000_000, buffered: 2_000_000 } as const;

/** What making a context needs of the services. */
export interface ContextServices extends ScanningServices {
  readonly config: Config;
  readonly athena: AthenaService;
  readonly compactTables: CompactTables;
  readonly models: ModelService;
  /** Absent where the deployment keeps no unfinished work. */
  readonly store?: WorkStore;
  readonly spending: DailySpending;
}

/** What is known of a call once its caller's scope is. */
export interface CallState {
  readonly request: RequestContext;
  readonly callId: string | undefined;
  /** Asked by the caller in place of the deployment's limit. */
  readonly maxAnswerTokens: number | undefined;
  readonly onProgress: ((message: string) => void) | undefined;
  readonly accounts: 'all' | readonly string[];
  readonly compact: CompactFinding;
  readonly signal: AbortSignal;
  readonly kept: KeptWork;
  readonly answerSoFar: (answer: AnswerSoFar) => void;
  readonly record: CallRecord;
  readonly log: Log;
  /** When the call began, in ms of `Date.now()`. */
  readonly startedAt: number;
}

/** What the handler of one call works with. */
export function callContext(services: ContextServices, state: CallState): StatementContext {
  const { config } = services;
  const { request, callId, accounts, signal, kept, answerSoFar, record, log, startedAt } = state;
  const progress = onChange(state.onProgress ?? (() => {}));
  const resources = { signal, progress, record, log };
  const spender = {
    caller: request.caller,
    record,
    log,
    behind: (work: Promise<void>) => request.work.behind(work),
  };
  return {
    today: new Date(startedAt).toISOString().slice(0, 10),
    source: { table: config.CASE_TABLE, ...(accounts === 'all' ? {} : { accounts }), ...state.compact },
    athena: services.athena.forCall({
      ...resources,
      scanning: scanningOf(services, spender),
      watchUntil: config.RESPONSE_MODE === 'stream' ? request.deadline : 0,
      behind: spender.behind,
    }),
    model: services.models.forCall(resources),
    limits: analysisLimits(config),
    maxAnswerTokens: state.maxAnswerTokens ?? config.MAX_ANSWER_TOKENS,
    spend: spendingOf(services.spending, config, spender),
    kept,
    answerSoFar,
    signal,
    progress,
    database: config.ATHENA_DATABASE,
    requestId: request.requestId,
    caller: request.caller,
    callId,
    maxResultBytes: MAX_RESULT_BYTES[config.RESPONSE_MODE],
    noteStatement: (hash) => {
      record.statementHash = hash;
    },
  };
}

/** Drops a message that repeats the last one, as parallel queries often produce. */
function onChange(progress: (message: string) => void): (message: string) => void {
  let last: string | undefined;
  return (message) => {
    if (message !== last) progress(message);
    last = message;
  };
}

function analysisLimits(config: Config): AnalysisLimits {
  const { MAX_INPUT_TOKENS: input, MAX_OUTPUT_TOKENS: output, MAX_ANALYSIS_TOKENS: analysis } = config;
  return {
    ...(input === undefined ? {} : { maxInputTokens: input }),
    ...(output === undefined ? {} : { maxOutputTokens: output }),
    maxAnalysisTokens: analysis,
    concurrency: config.ANALYSIS_CONCURRENCY,
  };
}

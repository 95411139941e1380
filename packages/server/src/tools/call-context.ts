import { AthenaSession } from '../athena/session.ts';
import { ConverseModel } from '../bedrock/converse.ts';
import type { Config } from '../config.ts';
import type { CallRecord } from '../log/call-record.ts';
import type { Log } from '../log/log.ts';
import type { ToolCall, ToolServices } from './call.ts';
import type { AnalysisLimits, StatementContext } from './context.ts';

/**
 * A result of 4 MB at most. Where the deployment buffers, 2 MB: MCP carries a result twice (structured and as text),
 * and a buffered response of Lambda holds 6 MB.
 */
const MAX_RESULT_BYTES = { stream: 4_000_000, buffered: 2_000_000 } as const;

/** What is known of a call once its caller's scope is. */
export interface CallState {
  readonly accounts: 'all' | readonly string[];
  readonly signal: AbortSignal;
  readonly record: CallRecord;
  readonly log: Log;
  /** When the call began, in ms of `Date.now()`. */
  readonly startedAt: number;
}

/** What the handler of one call works with. */
export function callContext(services: ToolServices, call: ToolCall, state: CallState): StatementContext {
  const { config } = services;
  const { accounts, signal, record, log, startedAt } = state;
  const progress = onChange(call.onProgress ?? (() => {}));
  return {
    today: new Date(startedAt).toISOString().slice(0, 10),
    source: { table: config.CASE_TABLE, ...(accounts === 'all' ? {} : { accounts }) },
    athena: new AthenaSession(services.athena, { signal, progress, record, log }),
    model: new ConverseModel(config.BEDROCK_MODEL_ID, services.bedrock, { signal, record, log }),
    limits: analysisLimits(config),
    signal,
    progress,
    database: config.ATHENA_DATABASE,
    requestId: call.request.requestId,
    caller: call.request.caller,
    callId: call.callId,
    maxResultBytes: MAX_RESULT_BYTES[config.RESPONSE_MODE],
    noteStatement: (hash) => {
      record.statementHash = hash;
    },
  };
}

/** Tells what is new only: queries that run side by side have much the same to say. */
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
    ...(analysis === undefined ? {} : { maxAnalysisTokens: analysis }),
    concurrency: config.ANALYSIS_CONCURRENCY,
  };
}

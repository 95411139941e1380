import { type Log, type LogFields, type LogLevel, originOf } from '../log/log.ts';
import { COLD_STARTS, embeddedMetrics, type Metric } from '../log/metrics.ts';

/** What one call used, added up as it runs, for its log line, its metrics and nothing else. */
export interface CallRecord {
  queryExecutionId?: string;
  statementHash?: string;
  rows: number;
  dataScannedBytes: number;
  resultReused?: boolean;
  modelId?: string;
  inputTokens: number;
  outputTokens: number;
}

export function newCallRecord(): CallRecord {
  return { rows: 0, dataScannedBytes: 0, inputTokens: 0, outputTokens: 0 };
}

/** How a tool call ended. */
export interface CallOutcome {
  readonly tool: string;
  readonly durationMs: number;
  readonly coldStart: boolean;
  readonly record: CallRecord;
  /** The error's code, or `cancelled`; absent for success. */
  readonly error?: string;
  /** An unexpected error, for its name and where it was thrown; its message may hold anything. */
  readonly cause?: unknown;
  readonly level: LogLevel;
}

const ERRORS: Metric = { Name: 'errors', Unit: 'Count' };

const CALL_METRICS: readonly Metric[] = [
  { Name: 'calls', Unit: 'Count' },
  ERRORS,
  { Name: 'duration_ms', Unit: 'Milliseconds' },
  { Name: 'data_scanned_bytes', Unit: 'Bytes' },
  { Name: 'input_tokens', Unit: 'Count' },
  { Name: 'output_tokens', Unit: 'Count' },
];

/** Writes the one line that sums up a tool call, with its metrics: in all, by tool, and errors by tool and code. */
export function reportCall(log: Log, namespace: string, outcome: CallOutcome): void {
  const { record } = outcome;
  const fields: LogFields = {
    tool: outcome.tool,
    duration_ms: outcome.durationMs,
    cold_start: outcome.coldStart,
    rows: record.rows,
    data_scanned_bytes: record.dataScannedBytes,
    input_tokens: record.inputTokens,
    output_tokens: record.outputTokens,
    ...(record.queryExecutionId === undefined ? {} : { query_execution_id: record.queryExecutionId }),
    ...(record.statementHash === undefined ? {} : { statement_hash: record.statementHash }),
    ...(record.resultReused === undefined ? {} : { result_reused: record.resultReused }),
    ...(record.modelId === undefined ? {} : { model_id: record.modelId }),
    ...(outcome.error === undefined ? {} : { error: outcome.error }),
    ...originOf(outcome.cause),
  };
  log.always(outcome.level, outcome.error === undefined ? 'tool call finished' : 'tool call failed', fields, {
    calls: 1,
    errors: outcome.error === undefined ? 0 : 1,
    ...(outcome.coldStart ? { cold_starts: 1 } : {}),
    ...embeddedMetrics(namespace, [
      { Dimensions: [[], ['tool']], Metrics: CALL_METRICS },
      ...(outcome.coldStart ? [{ Dimensions: [['tool']], Metrics: COLD_STARTS }] : []),
      ...(outcome.error === undefined ? [] : [{ Dimensions: [['tool', 'error']], Metrics: [ERRORS] }]),
    ]),
  });
}

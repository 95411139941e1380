import type { CallRecord } from './call-record.ts';
import type { Log, LogFields, LogLevel } from './log.ts';
import { originOf } from './origin.ts';

/** How a tool call ended. */
export interface CallOutcome {
  readonly tool: string;
  readonly durationMs: number;
  readonly coldStart: boolean;
  readonly record: CallRecord;
  /** The error's code, or `cancelled`; absent for success. */
  readonly error?: string;
  /** What nobody foresaw, for its name and where it was thrown; its message may hold anything. */
  readonly cause?: unknown;
  readonly level: LogLevel;
}

interface Metric {
  readonly Name: string;
  readonly Unit: 'Count' | 'Milliseconds' | 'Bytes';
}

const ERRORS: Metric = { Name: 'errors', Unit: 'Count' };
const COLD_STARTS: readonly Metric[] = [{ Name: 'cold_starts', Unit: 'Count' }];

/** CloudWatch metrics of one tool call. Each is also the name of a field of the line. */
const CALL_METRICS: readonly Metric[] = [
  { Name: 'calls', Unit: 'Count' },
  ERRORS,
  { Name: 'duration_ms', Unit: 'Milliseconds' },
  { Name: 'data_scanned_bytes', Unit: 'Bytes' },
  { Name: 'input_tokens', Unit: 'Count' },
  { Name: 'output_tokens', Unit: 'Count' },
];

/**
 * Writes the one line that sums up a tool call. It carries its metrics in CloudWatch's embedded metric format: in all,
 * by tool, and errors by tool and code.
 */
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
  const directives = [
    { Namespace: namespace, Dimensions: [[], ['tool']], Metrics: CALL_METRICS },
    ...(outcome.coldStart ? [{ Namespace: namespace, Dimensions: [['tool']], Metrics: COLD_STARTS }] : []),
    ...(outcome.error === undefined
      ? []
      : [{ Namespace: namespace, Dimensions: [['tool', 'error']], Metrics: [ERRORS] }]),
  ];
  log.always(outcome.level, outcome.error === undefined ? 'tool call finished' : 'tool call failed', fields, {
    calls: 1,
    errors: outcome.error === undefined ? 0 : 1,
    ...(outcome.coldStart ? { cold_starts: 1 } : {}),
    _aws: { Timestamp: Date.now(), CloudWatchMetrics: directives },
  });
}

/** Writes the line of an instance's first request, whatever it asks for, with the metric that counts it. */
export function reportColdStart(log: Log, namespace: string): void {
  log.always(
    'INFO',
    'first request of an instance',
    { cold_start: true },
    {
      cold_starts: 1,
      _aws: {
        Timestamp: Date.now(),
        CloudWatchMetrics: [{ Namespace: namespace, Dimensions: [[]], Metrics: COLD_STARTS }],
      },
    },
  );
}

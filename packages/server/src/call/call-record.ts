import { type Log, type LogFields, type LogLevel, originOf } from '../log/log.ts';
import { COLD_STARTS, embeddedMetrics, type Metric, type MetricGroup } from '../log/metrics.ts';
import { estimatedCost, type Usage } from './cost.ts';

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
  /** The call is reported, so that what comes now is reported by itself. */
  reported: boolean;
}

export function newCallRecord(): CallRecord {
  return { rows: 0, dataScannedBytes: 0, inputTokens: 0, outputTokens: 0, reported: false };
}

/** How a tool call ended. */
export interface CallOutcome {
  readonly tool: string;
  readonly durationMs: number;
  readonly coldStart: boolean;
  readonly record: CallRecord;
  /** Whose budget it is counted to, as the dimension of what is counted by caller. */
  readonly spender: string;
  /** The error's code, or `cancelled`; absent for success. */
  readonly error?: string;
  /** An unexpected error, for its name and where it was thrown; its message may hold anything. */
  readonly cause?: unknown;
  readonly level: LogLevel;
}

const ERRORS: Metric = { Name: 'errors', Unit: 'Count' };
const SCANNED: Metric = { Name: 'data_scanned_bytes', Unit: 'Bytes' };

/**
 * The one metric by caller. CloudWatch bills each by the hours that it has values, and callers are roles and users,
 * without the session names that they choose themselves: their number is bounded by who may call. A call that costs
 * nothing writes none.
 */
const COST: MetricGroup = {
  Dimensions: [[], ['spender']],
  Metrics: [{ Name: 'estimated_cost_usd', Unit: 'None' }],
};

function costOf(usage: Usage, spender: string) {
  const cost = estimatedCost(usage);
  return { fields: { spender, estimated_cost_usd: cost }, groups: cost > 0 ? [COST] : [] };
}

const CALL_METRICS: readonly Metric[] = [
  { Name: 'calls', Unit: 'Count' },
  ERRORS,
  { Name: 'duration_ms', Unit: 'Milliseconds' },
  SCANNED,
  { Name: 'input_tokens', Unit: 'Count' },
  { Name: 'output_tokens', Unit: 'Count' },
];

/**
 * Writes the one line that sums up a tool call, with its metrics: in all, by tool, errors by tool and code, and cost by
 * caller.
 */
export function reportCall(log: Log, namespace: string, outcome: CallOutcome): void {
  const { record } = outcome;
  const cost = costOf(record, outcome.spender);
  const fields: LogFields = {
    tool: outcome.tool,
    duration_ms: outcome.durationMs,
    cold_start: outcome.coldStart,
    rows: record.rows,
    data_scanned_bytes: record.dataScannedBytes,
    input_tokens: record.inputTokens,
    output_tokens: record.outputTokens,
    ...cost.fields,
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
      ...cost.groups,
    ]),
  });
  record.reported = true;
}

/** Writes what a query has scanned after its call was reported. */
export function reportScannedLater(log: Log, namespace: string, bytes: number, spender: string): void {
  const cost = costOf({ inputTokens: 0, outputTokens: 0, dataScannedBytes: bytes }, spender);
  const fields = { data_scanned_bytes: bytes, ...cost.fields };
  const metrics = embeddedMetrics(namespace, [
    { Dimensions: [[], ['tool']], Metrics: [SCANNED] },
    ...cost.groups,
  ]);
  log.always('INFO', 'athena query scanned more after its call', fields, metrics);
}

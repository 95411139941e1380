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

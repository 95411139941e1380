import type { AthenaClient } from '@aws-sdk/client-athena';
import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { CallCancelled } from '../call/call-errors.ts';
import { newCallRecord } from '../call/call-record.ts';
import type { AthenaService } from '../call/ports.ts';
import { withoutLimits } from '../call/without-limits.ts';
import type { CompactConfig } from '../config/compact-config.ts';
import { type Log, originOf } from '../log/log.ts';
import { embeddedMetrics } from '../log/metrics.ts';
import { s3Bucket } from '../store/bucket.ts';
import { CompactFailure } from './failure.ts';
import { type CompactOutcome, type CompactServices, compact, removeCompact } from './run.ts';
import { tableCatalog } from './table-catalog.ts';

/** What the function is invoked with: nothing, or before the add-on is deleted, that the copy is to be removed. */
const EVENT = z.object({ remove: z.boolean().default(false) });

/** Time kept for stopping a statement before the function's own end, in ms. */
const MARGIN_MS = 10_000;

/** The only metric of a run: one that has none for two days makes the alarm. */
const RUNS = { Name: 'compact_runs', Unit: 'Count' } as const;

export interface CompactClients {
  readonly athena: AthenaService;
  readonly client: AthenaClient;
}

/**
 * What Lambda invokes to make the compact table. Its outcome is the answer and a line of the log with the metric that
 * counts runs. Throws where the run failed, in words without data: Athena's own can quote what a row holds.
 */
export function compactHandler(config: CompactConfig, { athena, client }: CompactClients, log: Log) {
  return async (event: unknown, context: Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>) => {
    const runLog = log.with({ function_request_id: context.awsRequestId });
    const stop = new AbortController();
    const record = newCallRecord();
    const timer = setTimeout(
      () => stop.abort(new CallCancelled()),
      context.getRemainingTimeInMillis() - MARGIN_MS,
    );
    const startedAt = Date.now();
    const { CASE_TABLE: caseTable, COMPACT_LOCATION: location } = config;
    try {
      const services: CompactServices = {
        caseTable,
        athena: athena.forCall(
          withoutLimits({ signal: stop.signal, progress: () => {}, record, log: runLog }),
        ),
        catalog: tableCatalog(client, config.ATHENA_DATABASE),
        objects: s3Bucket(location),
        location,
        cases: s3Bucket(config.CASES_LOCATION),
        wholeUpTo: config.WHOLE_UP_TO_CASES,
        now: Date.now,
      };
      if (EVENT.parse(event ?? {}).remove) return await removeCompact(services);
      const outcome = await compact(services);
      const seconds = Math.round((Date.now() - startedAt) / 1_000);
      report(runLog, config, outcome, record.dataScannedBytes, seconds);
      return { ...outcome, seconds };
    } catch (error) {
      runLog.error('the compact table could not be made', {
        ...(record.queryExecutionId === undefined ? {} : { query_execution_id: record.queryExecutionId }),
        ...originOf(error),
      });
      throw failure(error, stop.signal, record.queryExecutionId);
    } finally {
      clearTimeout(timer);
    }
  };
}

function report(
  log: Log,
  config: CompactConfig,
  outcome: CompactOutcome,
  bytes: number,
  seconds: number,
): void {
  log.always(
    'INFO',
    'the compact table was made',
    { rows: outcome.cases, data_scanned_bytes: bytes, duration_ms: seconds * 1_000 },
    {
      [RUNS.Name]: 1,
      ...embeddedMetrics(config.METRICS_NAMESPACE, [{ Dimensions: [[]], Metrics: [RUNS] }]),
    },
  );
}

function failure(error: unknown, signal: AbortSignal, queryExecutionId: string | undefined): Error {
  const last = queryExecutionId === undefined ? '' : ` Its last Athena execution is ${queryExecutionId}.`;
  if (signal.aborted) {
    return new Error(
      `The compact table was not finished within the function's time; the one before stays in use. Lower WHOLE_UP_TO_CASES, so that a run reads only accounts with changes.${last}`,
    );
  }
  const why = error instanceof CompactFailure ? error.message : 'A service refused a step.';
  return new Error(`The compact table was not made; the one before stays in use. ${why}${last}`);
}

import { randomUUID } from 'node:crypto';
import {
  type AthenaClient,
  GetQueryExecutionCommand,
  type QueryExecution,
  type QueryExecutionState,
  StartQueryExecutionCommand,
  type StartQueryExecutionOutput,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { CaseInsightsError } from '@case-insights/core/errors';
import { nameOf } from '../aws/service-error.ts';
import { untilAborted, wasCancelled } from '../call/call-signal.ts';
import type { AthenaCall } from '../call/ports.ts';
import { type QueryScan, ScanRefused } from '../call/scanning.ts';
import { ResponseTooLarge } from './bounded-response.ts';
import { nextLookAfter } from './polling.ts';
import { athenaError } from './query-errors.ts';
import { linesAboveOf } from './statement-tag.ts';

/** Where and how queries run; the same for every call. */
export interface AthenaSettings {
  readonly client: Pick<AthenaClient, 'send'>;
  readonly database: string;
  readonly workgroup: string;
  readonly outputLocation?: string;
  /** Minutes for which the result of an identical built query is used again; 0 for never. */
  readonly resultReuseMinutes: number;
  /** Waits `ms`, or rejects when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * The queries of one call, from their start to their end. They are stopped when the call is cancelled, and when they scan
 * more than they may. Past the call's deadline they keep running, watched as long as the function runs.
 */
export class Executions {
  readonly #settings: AthenaSettings;
  readonly #call: AthenaCall;
  /** What the queries that this call has started scan, as long as they run. */
  readonly #scans = new Map<string, QueryScan>();

  constructor(settings: AthenaSettings, call: AthenaCall) {
    this.#settings = settings;
    this.#call = call;
  }

  /** Starts a query and returns its id. Throws `throttled` where the caller's day has no room for it. */
  async start(text: string, result: 'may reuse' | 'runs anew'): Promise<string> {
    const { signal, scanning, record, log, behind } = this.#call;
    const scan = await scanning.begin();
    if (signal.aborted) {
      scan.ended();
      throw signal.reason;
    }
    // Not aborted with the call: a query that Athena starts must be known in order to be stopped.
    const starting = this.#settings.client.send(this.#startCommand(text, result));
    let id: string;
    try {
      id = idOf(await this.send(undefined, linesAboveOf(text), () => starting));
    } catch (error) {
      if (wasCancelled(signal)) await this.#stopOnceStarted(starting, scan);
      else if (signal.aborted) behind(this.#watchOnceStarted(starting, scan));
      else scan.ended();
      throw error;
    }
    this.#scans.set(id, scan);
    record.queryExecutionId = id;
    log.info('athena query started', { query_execution_id: id });
    return id;
  }

  /** Waits until a query has ended, in whatever state. */
  async wait(id: string): Promise<QueryExecution> {
    const { signal, scanning, behind } = this.#call;
    const scan = this.#scans.get(id) ?? scanning.resume();
    this.#scans.delete(id);
    const startedAt = Date.now();
    try {
      const execution = await this.#untilEnd(id, scan, startedAt);
      scan.ended();
      return execution;
    } catch (error) {
      const stops = wasCancelled(signal) || error instanceof ScanRefused;
      const ending = stops ? this.#stop(id, scan) : this.#watch(id, scan, startedAt);
      behind(ending);
      if (stops) await ending;
      throw signal.aborted ? this.#abortReason(id) : error;
    }
  }

  async look(id: string, signal = this.#call.signal): Promise<QueryExecution> {
    const look = (abortSignal: AbortSignal) =>
      this.#settings.client.send(new GetQueryExecutionCommand({ QueryExecutionId: id }), { abortSignal });
    const output = await this.send(id, 0, look, signal);
    return output.QueryExecution ?? {};
  }

  /** What Athena answers. Throws as the call ends when that comes first, else the error for what Athena refused. */
  async send<T>(
    id: string | undefined,
    linesAbove: number,
    send: (signal: AbortSignal) => Promise<T>,
    signal = this.#call.signal,
  ): Promise<T> {
    try {
      return await untilAborted(send(signal), signal);
    } catch (error) {
      if (signal.aborted) throw signal === this.#call.signal ? this.#abortReason(id) : signal.reason;
      if (error instanceof ResponseTooLarge) throw error;
      throw athenaError(error, id, linesAbove);
    }
  }

  #startCommand(text: string, result: 'may reuse' | 'runs anew'): StartQueryExecutionCommand {
    const { database, workgroup, outputLocation, resultReuseMinutes } = this.#settings;
    return new StartQueryExecutionCommand({
      QueryString: text,
      // The SDK repeats a request with the same token, so that nothing runs twice.
      ClientRequestToken: randomUUID(),
      QueryExecutionContext: { Database: database },
      WorkGroup: workgroup,
      ...(outputLocation === undefined ? {} : { ResultConfiguration: { OutputLocation: outputLocation } }),
      ...(result === 'may reuse' && resultReuseMinutes > 0
        ? {
            ResultReuseConfiguration: {
              ResultReuseByAgeConfiguration: { Enabled: true, MaxAgeInMinutes: resultReuseMinutes },
            },
          }
        : {}),
    });
  }

  /** Looks at a query until it has ended. Throws the refusal of one that scans more than it may. */
  async #untilEnd(
    id: string,
    scan: QueryScan,
    startedAt: number,
    signal = this.#call.signal,
  ): Promise<QueryExecution> {
    const { progress, log } = this.#call;
    for (let attempt = 1; ; attempt += 1) {
      await this.#settings.sleep(nextLookAfter(Date.now() - startedAt), signal);
      const execution = await this.look(id, signal);
      const state = execution.Status?.State;
      const duration_ms = Date.now() - startedAt;
      log.debug('athena query looked at', {
        query_execution_id: id,
        attempt,
        duration_ms,
        reason: state ?? '',
      });
      scan.saw(scannedBytes(execution));
      if (!isRunning(state)) return execution;
      const refusal = await scan.refusal(id);
      if (refusal !== undefined) throw refusal;
      progress(describeState(state, execution));
    }
  }

  /** Watches a query that outlives its call, as long as the function runs: left alone, it could scan without a limit. */
  async #watch(id: string, scan: QueryScan, startedAt: number): Promise<void> {
    const over = AbortSignal.timeout(Math.max(0, this.#call.watchUntil - Date.now()));
    try {
      await this.#untilEnd(id, scan, startedAt, over);
      scan.ended();
    } catch (error) {
      if (error instanceof ScanRefused) await this.#stop(id, scan);
      else scan.ended('unwatched');
    }
  }

  /** Watches the query of a request that was under way when the time of the call was over. */
  async #watchOnceStarted(starting: Promise<StartQueryExecutionOutput>, scan: QueryScan): Promise<void> {
    const id = (await starting.catch(() => undefined))?.QueryExecutionId;
    if (id === undefined) scan.ended();
    else await this.#watch(id, scan, Date.now());
  }

  /** Stops the query of a request that was under way when the call was cancelled. */
  async #stopOnceStarted(starting: Promise<StartQueryExecutionOutput>, scan: QueryScan): Promise<void> {
    const id = (await starting.catch(() => undefined))?.QueryExecutionId;
    if (id === undefined) scan.ended();
    else await this.#stop(id, scan);
  }

  /** Stops a query whose result is no longer needed. The call may have been aborted, so its signal is not passed on. */
  async #stop(id: string, scan: QueryScan): Promise<void> {
    const { client } = this.#settings;
    try {
      await client.send(new StopQueryExecutionCommand({ QueryExecutionId: id }));
      this.#call.log.info('athena query stopped', { query_execution_id: id, statements_stopped: 1 });
      const { QueryExecution: last = {} } = await client.send(
        new GetQueryExecutionCommand({ QueryExecutionId: id }),
      );
      scan.saw(scannedBytes(last));
      scan.ended();
    } catch (error) {
      this.#call.log.warn('athena query could not be stopped', {
        query_execution_id: id,
        error_name: nameOf(error),
      });
      scan.ended('unwatched');
    }
  }

  #abortReason(id: string | undefined): unknown {
    const reason: unknown = this.#call.signal.reason;
    if (id === undefined || !(reason instanceof CaseInsightsError)) return reason;
    return new CaseInsightsError(reason.code, reason.message, { queryExecutionId: id });
  }
}

function idOf({ QueryExecutionId: id }: StartQueryExecutionOutput): string {
  if (id === undefined) throw new Error('Athena started a query without naming it');
  return id;
}

function isRunning(state: QueryExecutionState | undefined): state is 'QUEUED' | 'RUNNING' {
  return state === 'QUEUED' || state === 'RUNNING';
}

/** Bytes that a query has scanned so far. */
export function scannedBytes({ Statistics: statistics }: QueryExecution): number {
  return statistics?.DataScannedInBytes ?? 0;
}

function describeState(state: 'QUEUED' | 'RUNNING', execution: QueryExecution): string {
  if (state === 'QUEUED') return 'Query queued at Athena';
  const { TotalExecutionTimeInMillis: ms = 0 } = execution.Statistics ?? {};
  const bytes = scannedBytes(execution);
  const scanned = bytes === 0 ? '' : `, ${megabytes(bytes)} MB scanned`;
  return `Query running for ${Math.max(1, Math.round(ms / 1000))} s${scanned}`;
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0);
}

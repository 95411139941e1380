import { randomUUID } from 'node:crypto';
import {
  type AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type QueryExecution,
  type QueryExecutionState,
  StartQueryExecutionCommand,
  type StartQueryExecutionOutput,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { CaseInsightsError } from '@case-insights/core/errors';
import type { Cell } from '@case-insights/core/tools';
import { nameOf } from '../aws/service-error.ts';
import { untilAborted, wasCancelled } from '../call/call-signal.ts';
import {
  type Athena,
  type AthenaCall,
  type AthenaService,
  type FinishedQuery,
  PAGE_SIZE,
  type PageRequest,
  type ResultPage,
  type StatementSteps,
} from '../call/ports.ts';
import type { QueryScan } from '../call/scanning.ts';
import { MAX_RESPONSE_BYTES, ResponseTooLarge } from './bounded-response.ts';
import { nextLookAfter } from './polling.ts';
import { athenaError, executionFailed } from './query-errors.ts';
import { headerOf, resultPage } from './result-page.ts';
import { linesAboveOf, stopTaggedStatements } from './statement-tag.ts';

/** How often a query is started again after a failure that Athena marks as retryable. */
const MAX_RESTARTS = 2;

/** Text of one built query's rows that is held in memory; 20,000 cases with summaries of 3,000 characters have as much. */
const MAX_RESULT_CHARACTERS = 64_000_000;

/** A page that was too large is read again with this share of its rows: 1,000, 125, 16, 2, 1. */
const SMALLER_PAGE = 8;

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

/** Athena with these settings, for all calls. */
export function athenaService(settings: AthenaSettings): AthenaService {
  return {
    forCall: (call) => new AthenaSession(settings, call),
    stopStatements: (calls, among) => stopTaggedStatements(settings, calls, among),
  };
}

/**
 * Athena for one call: its queries are stopped when the call is cancelled or they scan too much, and keep running past
 * its deadline.
 */
class AthenaSession implements Athena, StatementSteps {
  readonly #settings: AthenaSettings;
  readonly #call: AthenaCall;
  /** The queries that this call has started, as long as they run. */
  readonly #scans = new Map<string, QueryScan>();
  /** Rows of a page, fewer once a page was too large. */
  #rowsAtOnce = PAGE_SIZE;

  constructor(settings: AthenaSettings, call: AthenaCall) {
    this.#settings = settings;
    this.#call = call;
  }

  async query(statement: { readonly text: string }) {
    const id = await this.#start(statement.text, 'may reuse');
    const finished = await this.#untilFinished(id, () => this.#start(statement.text, 'may reuse'));
    const rows: (readonly Cell[])[] = [];
    let characters = 0;
    let columns: ResultPage['columns'] = [];
    let token: string | undefined;
    do {
      const page = await this.page(finished, { token, size: PAGE_SIZE });
      if (token === undefined) columns = page.columns;
      for (const row of page.rows) {
        characters += row.reduce<number>((sum, cell) => sum + String(cell).length, 0);
        if (characters > MAX_RESULT_CHARACTERS) throw resultTooLarge(id);
        rows.push(row);
      }
      token = page.nextToken;
      if (token !== undefined) this.#call.progress(`${rows.length.toLocaleString('en')} rows fetched so far`);
    } while (token !== undefined);
    const { header: _, ...cost } = finished;
    return { ...cost, columns, rows };
  }

  async start(text: string): Promise<string> {
    return await this.#start(text, 'runs anew');
  }

  async finished(queryExecutionId: string, text?: string): Promise<FinishedQuery> {
    const again = text === undefined ? undefined : () => this.#start(text, 'runs anew');
    return await this.#untilFinished(queryExecutionId, again);
  }

  async page(query: FinishedQuery, request: PageRequest): Promise<ResultPage> {
    for (let rows = Math.min(request.size, this.#rowsAtOnce); ; rows = this.#rowsAtOnce) {
      try {
        return await this.#page(query, { ...request, size: rows });
      } catch (error) {
        if (!(error instanceof ResponseTooLarge)) throw error;
        if (rows <= 1) throw rowTooLarge(query.queryExecutionId);
        this.#rowsAtOnce = Math.ceil(rows / SMALLER_PAGE);
      }
    }
  }

  async #page(query: FinishedQuery, request: PageRequest): Promise<ResultPage> {
    const first = request.token === undefined;
    // The header counts as a row of the first page.
    const size = Math.min(PAGE_SIZE, request.size + (first && query.header !== 'never' ? 1 : 0));
    const output = await this.#send(query.queryExecutionId, 0, (abortSignal) =>
      this.#settings.client.send(
        new GetQueryResultsCommand({
          QueryExecutionId: query.queryExecutionId,
          MaxResults: size,
          ...(request.token === undefined ? {} : { NextToken: request.token }),
        }),
        { abortSignal },
      ),
    );
    const page = resultPage(output, first, query.header);
    this.#call.record.rows += page.rows.length;
    return page;
  }

  async textOf(queryExecutionId: string): Promise<string | undefined> {
    try {
      const execution = await this.#look(queryExecutionId);
      return execution.WorkGroup === this.#settings.workgroup ? execution.Query : undefined;
    } catch (error) {
      // Athena's answer to an unknown id and to a malformed one.
      if (error instanceof CaseInsightsError && error.code === 'query_failed') return undefined;
      throw error;
    }
  }

  /** Waits for success. A failure that Athena marks as retryable starts the query again, where `again` is given. */
  async #untilFinished(
    queryExecutionId: string,
    again: (() => Promise<string>) | undefined,
  ): Promise<FinishedQuery> {
    let id = queryExecutionId;
    for (let restarts = 0; ; restarts += 1) {
      const execution = await this.#wait(id);
      if (execution.Status?.State === 'SUCCEEDED') return this.#account(id, execution);
      const retryable = execution.Status?.AthenaError?.Retryable === true;
      if (!retryable || again === undefined || restarts === MAX_RESTARTS) {
        throw executionFailed(execution, linesAboveOf(execution.Query ?? ''));
      }
      this.#call.log.warn('athena failed a query and calls it retryable', {
        query_execution_id: id,
        attempt: restarts + 1,
      });
      this.#call.progress('Athena reported a temporary failure; starting the query again');
      await this.#settings.sleep((0.5 + Math.random()) * 500 * 2 ** restarts, this.#call.signal);
      id = await again();
    }
  }

  async #start(text: string, result: 'may reuse' | 'runs anew'): Promise<string> {
    const { database, workgroup, outputLocation, resultReuseMinutes } = this.#settings;
    const scan = await this.#call.scanning.begin();
    // Not aborted with the call: a query that Athena starts must be known in order to be stopped.
    const starting = this.#settings.client.send(
      new StartQueryExecutionCommand({
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
      }),
    );
    const output = await this.#send(undefined, linesAboveOf(text), () => starting).catch(
      async (error: unknown) => {
        if (wasCancelled(this.#call.signal)) await this.#stopOnceStarted(starting);
        scan.ended();
        throw error;
      },
    );
    const id = output.QueryExecutionId;
    if (id === undefined) throw new Error('Athena started a query without naming it');
    this.#scans.set(id, scan);
    this.#call.record.queryExecutionId = id;
    this.#call.log.info('athena query started', { query_execution_id: id });
    return id;
  }

  /** Stops the query of a request that was under way when the call was cancelled. */
  async #stopOnceStarted(starting: Promise<StartQueryExecutionOutput>): Promise<void> {
    const started = await starting.catch(() => undefined);
    if (started?.QueryExecutionId !== undefined) await this.#stop(started.QueryExecutionId);
  }

  async #wait(id: string): Promise<QueryExecution> {
    const { signal, progress, log, scanning } = this.#call;
    const scan = this.#scans.get(id) ?? scanning.resume();
    const startedAt = Date.now();
    let left = false;
    try {
      for (let attempt = 1; ; attempt += 1) {
        await this.#settings.sleep(nextLookAfter(Date.now() - startedAt), signal);
        const execution = await this.#look(id);
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
        await this.#stopWhenTooMuch(id, scan);
        progress(describeState(state, execution));
      }
    } catch (error) {
      if (!signal.aborted) throw error;
      if (wasCancelled(signal)) {
        await this.#stop(id);
      } else {
        left = true;
        this.#call.behind(this.#watchOn(id, scan, startedAt));
      }
      throw this.#abortReason(id);
    } finally {
      this.#scans.delete(id);
      if (!left) scan.ended();
    }
  }

  /** Watches a query that outlives its call, as long as the function runs: left alone, it could scan without a limit. */
  async #watchOn(id: string, scan: QueryScan, startedAt: number): Promise<void> {
    const { log, watchUntil } = this.#call;
    const over = AbortSignal.timeout(Math.max(0, watchUntil - Date.now()));
    try {
      for (;;) {
        await this.#settings.sleep(nextLookAfter(Date.now() - startedAt), over);
        const execution = await this.#look(id, over);
        scan.saw(scannedBytes(execution));
        if (!isRunning(execution.Status?.State)) break;
        if ((await scan.refusal()) !== undefined) {
          await this.#stop(id);
          break;
        }
      }
      scan.ended();
    } catch (error) {
      log.info('athena query no longer watched', { query_execution_id: id, error_name: nameOf(error) });
      scan.ended('unwatched');
    }
  }

  /** Throws the reason why a running query has been stopped: it scans more than it may. */
  async #stopWhenTooMuch(id: string, scan: QueryScan): Promise<void> {
    const refusal = await scan.refusal();
    if (refusal === undefined) return;
    await this.#stop(id);
    throw new CaseInsightsError(refusal.code, refusal.message, {
      queryExecutionId: id,
      ...(refusal.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: refusal.retryAfterSeconds }),
    });
  }

  async #look(id: string, signal = this.#call.signal): Promise<QueryExecution> {
    const look = (abortSignal: AbortSignal) =>
      this.#settings.client.send(new GetQueryExecutionCommand({ QueryExecutionId: id }), { abortSignal });
    const output = await this.#send(id, 0, look, signal);
    return output.QueryExecution ?? {};
  }

  /** Stops a query whose result is no longer needed. The call has been aborted, so its signal is not passed on. */
  async #stop(id: string): Promise<void> {
    try {
      await this.#settings.client.send(new StopQueryExecutionCommand({ QueryExecutionId: id }));
      this.#call.log.info('athena query stopped', { query_execution_id: id, statements_stopped: 1 });
    } catch (error) {
      this.#call.log.warn('athena query could not be stopped', {
        query_execution_id: id,
        error_name: nameOf(error),
      });
    }
  }

  async #send<T>(
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

  #abortReason(id: string | undefined): unknown {
    const reason: unknown = this.#call.signal.reason;
    if (id === undefined || !(reason instanceof CaseInsightsError)) return reason;
    return new CaseInsightsError(reason.code, reason.message, { queryExecutionId: id });
  }

  #account(id: string, execution: QueryExecution): FinishedQuery {
    const statistics = execution.Statistics;
    const finished: FinishedQuery = {
      queryExecutionId: id,
      dataScannedBytes: scannedBytes(execution),
      executionTimeMs: statistics?.EngineExecutionTimeInMillis ?? 0,
      resultReused: statistics?.ResultReuseInformation?.ReusedPreviousResult ?? false,
      header: headerOf(execution),
    };
    const { record, log } = this.#call;
    record.resultReused = finished.resultReused;
    log.info('athena query finished', {
      query_execution_id: id,
      duration_ms: finished.executionTimeMs,
      data_scanned_bytes: finished.dataScannedBytes,
      result_reused: finished.resultReused,
    });
    return finished;
  }
}

function resultTooLarge(queryExecutionId: string): CaseInsightsError {
  return new CaseInsightsError(
    'payload_too_large',
    `The matching cases hold more than ${MAX_RESULT_CHARACTERS.toLocaleString('en')} characters of text; narrow the dates or filters, or lower max_cases.`,
    { queryExecutionId },
  );
}

function rowTooLarge(queryExecutionId: string): CaseInsightsError {
  return new CaseInsightsError(
    'payload_too_large',
    `One row of the result is larger than ${MAX_RESPONSE_BYTES} bytes; select fewer columns, or cut long ones with substr().`,
    { queryExecutionId },
  );
}

function isRunning(state: QueryExecutionState | undefined): state is 'QUEUED' | 'RUNNING' {
  return state === 'QUEUED' || state === 'RUNNING';
}

/** Bytes that a query has scanned so far. */
function scannedBytes({ Statistics: statistics }: QueryExecution): number {
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

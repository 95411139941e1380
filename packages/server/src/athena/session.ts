import { randomUUID } from 'node:crypto';
import {
  type AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type QueryExecution,
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
  type AthenaService,
  type CallResources,
  type FinishedQuery,
  PAGE_SIZE,
  type PageRequest,
  type ResultPage,
  type StatementSteps,
} from '../call/ports.ts';
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

/** Athena for one call: its queries are stopped when the call is cancelled, and keep running past its deadline. */
class AthenaSession implements Athena, StatementSteps {
  readonly #settings: AthenaSettings;
  readonly #call: CallResources;
  /** Rows of a page, fewer once a page was too large. */
  #rowsAtOnce = PAGE_SIZE;

  constructor(settings: AthenaSettings, call: CallResources) {
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
        throw error;
      },
    );
    const id = output.QueryExecutionId;
    if (id === undefined) throw new Error('Athena started a query without naming it');
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
    const { signal, progress, log } = this.#call;
    const startedAt = Date.now();
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
        if (state !== 'QUEUED' && state !== 'RUNNING') return execution;
        progress(describeState(state, execution));
      }
    } catch (error) {
      if (!signal.aborted) throw error;
      if (wasCancelled(signal)) await this.#stop(id);
      throw this.#abortReason(id);
    }
  }

  async #look(id: string): Promise<QueryExecution> {
    const output = await this.#send(id, 0, (abortSignal) =>
      this.#settings.client.send(new GetQueryExecutionCommand({ QueryExecutionId: id }), { abortSignal }),
    );
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
  ): Promise<T> {
    const { signal } = this.#call;
    try {
      return await untilAborted(send(signal), signal);
    } catch (error) {
      if (signal.aborted) throw this.#abortReason(id);
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
      dataScannedBytes: statistics?.DataScannedInBytes ?? 0,
      executionTimeMs: statistics?.EngineExecutionTimeInMillis ?? 0,
      resultReused: statistics?.ResultReuseInformation?.ReusedPreviousResult ?? false,
      header: headerOf(execution),
    };
    const { record, log } = this.#call;
    record.dataScannedBytes += finished.dataScannedBytes;
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

function describeState(state: 'QUEUED' | 'RUNNING', execution: QueryExecution): string {
  if (state === 'QUEUED') return 'Query queued at Athena';
  const { TotalExecutionTimeInMillis: ms = 0, DataScannedInBytes: bytes = 0 } = execution.Statistics ?? {};
  const scanned = bytes === 0 ? '' : `, ${megabytes(bytes)} MB scanned`;
  return `Query running for ${Math.max(1, Math.round(ms / 1000))} s${scanned}`;
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0);
}

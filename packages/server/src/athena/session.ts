import { GetQueryResultsCommand, type QueryExecution } from '@aws-sdk/client-athena';
import { CaseInsightsError } from '@case-insights/core/errors';
import type { Cell } from '@case-insights/core/tools';
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
import { MAX_RESPONSE_BYTES, ResponseTooLarge } from './bounded-response.ts';
import { type AthenaSettings, Executions, scannedBytes } from './executions.ts';
import { executionFailed } from './query-errors.ts';
import { headerOf, resultPage } from './result-page.ts';
import { linesAboveOf, stopTaggedStatements } from './statement-tag.ts';

/** How often a query is started again after a failure that Athena marks as retryable. */
const MAX_RESTARTS = 2;

/** Text of one built query's rows that is held in memory; 20,000 cases with summaries of 3,000 characters have as much. */
const MAX_RESULT_CHARACTERS = 64_000_000;

/** A page that was too large is read again with this share of its rows: 1,000, 125, 16, 2, 1. */
const SMALLER_PAGE = 8;

/** Athena with these settings, for all calls. */
export function athenaService(settings: AthenaSettings): AthenaService {
  return {
    forCall: (call) => new AthenaSession(settings, call),
    stopStatements: (calls, among) => stopTaggedStatements(settings, calls, among),
  };
}

/** Athena for one call. */
class AthenaSession implements Athena, StatementSteps {
  readonly #settings: AthenaSettings;
  readonly #call: AthenaCall;
  readonly #executions: Executions;
  /** Rows of a page, fewer once a page was too large. */
  #rowsAtOnce = PAGE_SIZE;

  constructor(settings: AthenaSettings, call: AthenaCall) {
    this.#settings = settings;
    this.#call = call;
    this.#executions = new Executions(settings, call);
  }

  async query(statement: { readonly text: string }) {
    const id = await this.#executions.start(statement.text, 'may reuse');
    const finished = await this.#untilFinished(id, () => this.#executions.start(statement.text, 'may reuse'));
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
    return await this.#executions.start(text, 'runs anew');
  }

  async finished(queryExecutionId: string, text?: string): Promise<FinishedQuery> {
    const again = text === undefined ? undefined : () => this.#executions.start(text, 'runs anew');
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
    const output = await this.#executions.send(query.queryExecutionId, 0, (abortSignal) =>
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
      const execution = await this.#executions.look(queryExecutionId);
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
      const execution = await this.#executions.wait(id);
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

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { closeServer, listen } from './loopback.ts';

/** What one statement answers. Cells are as Athena sends them: text, or null. */
export interface FakeResult {
  columns?: readonly (readonly [name: string, type: string])[];
  rows?: readonly (readonly (string | null)[])[];
  statementType?: 'DML' | 'UTILITY' | 'DDL';
  substatementType?: string;
  /** Bytes scanned, also as they grow from look to look. */
  bytes?: number | ((looks: number) => number);
  reused?: boolean;
  /** Looks that find the query still running; `forever` until it is stopped. */
  runningLooks?: number | 'forever';
  failure?: { reason: string; retryable?: boolean };
}

interface Execution {
  id: string;
  query: string;
  result: FakeResult;
  looks: number;
  stopped: boolean;
  token: string | undefined;
  reuse: unknown;
}

type Body = Record<string, unknown>;

class ApiError extends Error {
  constructor(
    readonly type: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

/** The Athena API over HTTP (AWS JSON 1.1), answering from a script instead of an engine. */
export class FakeAthena {
  /** Decides what a statement answers. */
  script: (query: string) => FakeResult = () => ({ columns: [['one', 'integer']], rows: [['1']] });
  readonly executions = new Map<string, Execution>();
  /** Operations in the order they came, without the look for a compact table, which there is none here. */
  readonly calls: string[] = [];
  /** Errors to answer with before anything else, oldest first, by operation. */
  readonly refusals: { operation: string; type: string; message?: string; status?: number }[] = [];
  /** Resolved at each look at a query, so that a test can wait for it to run. */
  onLook: (execution: { id: string; query: string }) => void = () => {};
  readonly #server: Server = createServer((request, response) => void this.#serve(request, response));
  readonly #byToken = new Map<string, string>();

  listen(): Promise<string> {
    return listen(this.#server);
  }

  close(): Promise<void> {
    return closeServer(this.#server);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await json(request)) as Body;
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    if (operation !== 'GetTableMetadata') this.calls.push(operation);
    const send = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    };
    try {
      const refusal = this.refusals[0];
      if (refusal !== undefined && refusal.operation === operation) {
        this.refusals.shift();
        throw new ApiError(refusal.type, refusal.message ?? refusal.type, refusal.status);
      }
      send(200, this.#answer(operation, body));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      send(error.status, { __type: error.type, message: error.message, Message: error.message });
    }
  }

  #answer(operation: string, body: Body): Body {
    switch (operation) {
      case 'StartQueryExecution':
        return this.#start(body);
      case 'GetQueryExecution':
        return { QueryExecution: this.#describe(this.#find(body.QueryExecutionId), true) };
      case 'GetQueryResults':
        return this.#results(body);
      case 'StopQueryExecution':
        this.#find(body.QueryExecutionId).stopped = true;
        return {};
      case 'ListQueryExecutions':
        return {
          QueryExecutionIds: [...this.executions.keys()].reverse().slice(0, Number(body.MaxResults ?? 50)),
        };
      case 'BatchGetQueryExecution':
        return {
          QueryExecutions: (body.QueryExecutionIds as string[]).map((id) =>
            this.#describe(this.#find(id), false),
          ),
        };
      case 'GetTableMetadata':
        throw new ApiError('MetadataException', 'EntityNotFoundException');
      default:
        throw new ApiError('UnknownOperationException', operation);
    }
  }

  #start(body: Body): Body {
    const token = body.ClientRequestToken as string | undefined;
    const known = token === undefined ? undefined : this.#byToken.get(token);
    if (known !== undefined) return { QueryExecutionId: known };
    const query = String(body.QueryString);
    const id = `00000000-0000-4000-8000-${String(this.executions.size).padStart(12, '0')}`;
    const reuse = (body.ResultReuseConfiguration as Body | undefined)?.ResultReuseByAgeConfiguration;
    this.executions.set(id, {
      id,
      query,
      result: this.script(query),
      looks: 0,
      stopped: false,
      token,
      reuse,
    });
    if (token !== undefined) this.#byToken.set(token, id);
    return { QueryExecutionId: id };
  }

  #find(id: unknown): Execution {
    const execution = this.executions.get(String(id));
    if (execution === undefined)
      throw new ApiError('InvalidRequestException', `QueryExecution ${id} was not found`);
    return execution;
  }

  #describe(execution: Execution, isLook: boolean): Body {
    if (isLook) {
      // A stopped query scans no more.
      if (!execution.stopped) execution.looks += 1;
      this.onLook(execution);
    }
    const { id, query, result } = execution;
    return {
      QueryExecutionId: id,
      Query: query,
      WorkGroup: 'CaseInsights-test',
      StatementType: result.statementType ?? 'DML',
      SubstatementType: result.substatementType ?? 'SELECT',
      Status: {
        State: stateOf(execution),
        ...(execution.stopped ? { StateChangeReason: 'Query cancelled by user' } : {}),
        ...(result.failure === undefined
          ? {}
          : {
              StateChangeReason: result.failure.reason,
              AthenaError: { ErrorCategory: 2, Retryable: result.failure.retryable ?? false },
            }),
      },
      Statistics: {
        DataScannedInBytes:
          typeof result.bytes === 'function' ? result.bytes(execution.looks) : (result.bytes ?? 1_234_567),
        EngineExecutionTimeInMillis: 321,
        TotalExecutionTimeInMillis: 1_000 * execution.looks,
        ResultReuseInformation: { ReusedPreviousResult: result.reused ?? false },
      },
    };
  }

  #results(body: Body): Body {
    const { result } = this.#find(body.QueryExecutionId);
    const columns = result.columns ?? [];
    const header = (result.statementType ?? 'DML') === 'DML' || result.substatementType === 'EXPLAIN';
    const all = [...(header ? [columns.map(([name]) => name)] : []), ...(result.rows ?? [])];
    const from = Number(body.NextToken ?? 0);
    const to = Math.min(all.length, from + Number(body.MaxResults ?? 1_000));
    return {
      ResultSet: {
        ResultSetMetadata: { ColumnInfo: columns.map(([Name, Type]) => ({ Name, Type })) },
        Rows: all.slice(from, to).map((row) => ({
          Data: row.map((value) => (value === null ? {} : { VarCharValue: value })),
        })),
      },
      ...(to < all.length ? { NextToken: String(to) } : {}),
    };
  }
}

function stateOf({ stopped, looks, result }: Execution): string {
  if (stopped) return 'CANCELLED';
  if (result.runningLooks === 'forever' || looks <= (result.runningLooks ?? 0))
    return looks <= 1 ? 'QUEUED' : 'RUNNING';
  return result.failure === undefined ? 'SUCCEEDED' : 'FAILED';
}

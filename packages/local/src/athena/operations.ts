import { MalformedQueryError, refusal, StatementError } from '@case-insights/trino-duckdb';
import { ApiError, invalidRequest } from './api-error.ts';
import type { Execution, Executions } from './executions.ts';
import { getTableMetadata, listTableMetadata, type MetadataSettings } from './metadata.ts';
import { type PageRequest, readPage } from './paging.ts';
import { type Members, Request } from './request.ts';
import type { Statement } from './runnable.ts';
import { readStatement } from './statement.ts';

export interface ApiSettings extends MetadataSettings {
  /** The workgroup of requests that name none. */
  readonly workgroup: string;
  /** Where each workgroup keeps its results. */
  readonly workgroups: ReadonlyMap<string, string>;
}

/** Athena's own limit: a page has at most 1,000 rows, the header row counted. */
const MAX_PAGE_ROWS = 1000;
/** Executions that one request lists or describes at most. */
const MAX_EXECUTIONS = 50;
const MAX_STATEMENT_BYTES = 262_144;

/** The operations of the Athena API that this product uses, over the executions of one engine. */
export class Operations {
  /** Executions by client request token, with the request's text: a token must not be reused for another request. */
  private readonly tokens = new Map<string, { request: string; id: string }>();

  constructor(
    private readonly executions: Executions,
    private readonly settings: ApiSettings,
  ) {}

  /** Answers one call; throws ApiError where Athena does. */
  async call(operation: string, members: Members): Promise<Members> {
    const request = new Request(members);
    switch (operation) {
      case 'StartQueryExecution':
        return this.start(request);
      case 'GetQueryExecution':
        return { QueryExecution: describeExecution(this.find(request.text('QueryExecutionId'))) };
      case 'GetQueryResults':
        return this.results(request);
      case 'StopQueryExecution':
        this.executions.stop(this.find(request.text('QueryExecutionId')).id);
        return {};
      case 'BatchGetQueryExecution':
        return this.batch(request);
      case 'ListQueryExecutions':
        return this.list(request);
      case 'GetWorkGroup':
        return this.getWorkGroup(request);
      case 'GetTableMetadata':
        return getTableMetadata(request, this.settings);
      case 'ListTableMetadata':
        return listTableMetadata(request, this.settings);
      default:
        throw new ApiError('UnknownOperationException', `the local Athena does not offer ${operation}`);
    }
  }

  private async start(request: Request): Promise<Members> {
    const query = request.text('QueryString');
    if (query.length === 0 || Buffer.byteLength(query) > MAX_STATEMENT_BYTES) {
      throw invalidRequest(`QueryString must have between 1 and ${MAX_STATEMENT_BYTES} bytes`);
    }
    const token = request.optionalText('ClientRequestToken');
    const fingerprint = request.fingerprint('ClientRequestToken');
    if (token !== undefined) {
      if (token.length < 32 || token.length > 128) {
        throw invalidRequest('ClientRequestToken must have between 32 and 128 characters');
      }
      const known = this.tokens.get(token);
      if (known?.request === fingerprint) return { QueryExecutionId: known.id };
      if (known) throw invalidRequest('Idempotent parameters do not match', 'IDEMPOTENT_PARAMETER_MISMATCH');
    }
    const workgroup = request.optionalText('WorkGroup') ?? this.settings.workgroup;
    const workgroupLocation = this.locationOf(workgroup);
    const context = request.members('QueryExecutionContext');
    const statement = await understand(query, context.optionalText('Database'), this.settings.database);
    const execution = this.executions.start(
      {
        query,
        workgroup,
        context: context.all,
        outputLocation:
          request.members('ResultConfiguration').optionalText('OutputLocation') ?? workgroupLocation,
        reuseMaxAge: reuseMaxAge(request),
      },
      statement,
    );
    if (token !== undefined) this.remember(token, fingerprint, execution.id);
    return { QueryExecutionId: execution.id };
  }

  /** Keeps a token as long as its execution: the SDK makes one for every call. */
  private remember(token: string, request: string, id: string): void {
    for (const [old, known] of this.tokens) {
      if (this.executions.get(known.id)) break;
      this.tokens.delete(old);
    }
    this.tokens.set(token, { request, id });
  }

  private results(request: Request): Members {
    const execution = this.find(request.text('QueryExecutionId'));
    if (execution.state === 'FAILED' || execution.state === 'CANCELLED') {
      throw invalidRequest(`Query did not finish successfully. Final query state: ${execution.state}`);
    }
    if (!execution.result) {
      throw invalidRequest(`Query has not yet finished. Current state: ${execution.state}`);
    }
    const { columns, rows, header } = execution.result;
    // The header, if there is one, is row 0.
    const headers = header ? [columns.map((column) => column.Name)] : [];
    const { start, end, next } = readPage(headers.length + rows.length, MAX_PAGE_ROWS, {
      owner: execution.id,
      ...pageMembers(request),
    });
    const shown = [
      ...headers.slice(start, end),
      ...rows.slice(Math.max(0, start - headers.length), Math.max(0, end - headers.length)),
    ];
    return {
      UpdateCount: 0,
      ResultSet: {
        Rows: shown.map((row) => ({
          Data: row.map((value) => (value === null ? {} : { VarCharValue: value })),
        })),
        ResultSetMetadata: { ColumnInfo: columns },
      },
      ...next,
    };
  }

  private batch(request: Request): Members {
    const ids = request.texts('QueryExecutionIds');
    if (ids.length < 1 || ids.length > MAX_EXECUTIONS) {
      throw invalidRequest(`QueryExecutionIds must name between 1 and ${MAX_EXECUTIONS} executions`);
    }
    const found = ids.map((id) => this.executions.get(id));
    return {
      QueryExecutions: found.filter((execution) => execution !== undefined).map(describeExecution),
      UnprocessedQueryExecutionIds: ids
        .filter((_, i) => !found[i])
        .map((id) => ({
          QueryExecutionId: id,
          ErrorCode: 'INVALID_INPUT',
          ErrorMessage: `QueryExecution ${id} was not found`,
        })),
    };
  }

  private list(request: Request): Members {
    const workgroup = request.optionalText('WorkGroup') ?? this.settings.workgroup;
    this.locationOf(workgroup);
    const ids = this.executions.list(workgroup).map(({ id }) => id);
    const { start, end, next } = readPage(ids.length, MAX_EXECUTIONS, {
      owner: workgroup,
      ...pageMembers(request),
    });
    return { QueryExecutionIds: ids.slice(start, end), ...next };
  }

  private getWorkGroup(request: Request): Members {
    const name = request.text('WorkGroup');
    const location = this.locationOf(name);
    return {
      WorkGroup: {
        Name: name,
        State: 'ENABLED',
        Configuration: {
          ResultConfiguration: { OutputLocation: location },
          EnforceWorkGroupConfiguration: false,
          PublishCloudWatchMetricsEnabled: false,
          RequesterPaysEnabled: false,
          EngineVersion: ENGINE_VERSION,
        },
      },
    };
  }

  /** Where a workgroup keeps its results. Throws where there is no such workgroup. */
  private locationOf(workgroup: string): string {
    const location = this.settings.workgroups.get(workgroup);
    if (location === undefined) throw invalidRequest(`WorkGroup ${workgroup} is not found.`);
    return location;
  }

  private find(id: string): Execution {
    const execution = this.executions.get(id);
    if (!execution) throw invalidRequest(`QueryExecution ${id} was not found`);
    return execution;
  }
}

const ENGINE_VERSION = { SelectedEngineVersion: 'AUTO', EffectiveEngineVersion: 'Athena engine version 3' };

/** Reads the statement. A syntax error is thrown at once, any other error fails the execution. */
async function understand(query: string, database: string | undefined, known: string): Promise<Statement> {
  if (database !== undefined && database.toLowerCase() !== known.toLowerCase()) {
    return failing(new StatementError('SCHEMA_NOT_FOUND', `Schema '${database}' does not exist`));
  }
  try {
    return await readStatement(query);
  } catch (error) {
    if (error instanceof MalformedQueryError) throw invalidRequest(error.message, 'MALFORMED_QUERY');
    if (error instanceof StatementError) return failing(error);
    // The parser itself threw, on a statement that it cannot read.
    return failing(
      refusal(`read this statement (${error instanceof Error ? error.message : String(error)})`),
    );
  }
}

function failing(error: StatementError): Statement {
  return {
    type: 'DML',
    substatement: 'SELECT',
    run: () => Promise.reject(error),
  };
}

function reuseMaxAge(request: Request): number | undefined {
  const reuse = request.members('ResultReuseConfiguration').members('ResultReuseByAgeConfiguration');
  if (reuse.all.Enabled !== true) return undefined;
  const minutes = reuse.optionalNumber('MaxAgeInMinutes') ?? 60;
  if (!Number.isInteger(minutes) || minutes < 0 || minutes > 10_080) {
    throw invalidRequest('MaxAgeInMinutes must be between 0 and 10080');
  }
  return minutes;
}

function pageMembers(request: Request): Pick<PageRequest, 'token' | 'maxResults'> {
  return { token: request.optionalText('NextToken'), maxResults: request.optionalNumber('MaxResults') };
}

/** Athena's QueryExecution. Points in time are seconds since 1970, durations ms. */
function describeExecution(execution: Execution): Members {
  const now = Date.now();
  const { submittedAt, startedAt, completedAt, failure, statement } = execution;
  const end = completedAt ?? now;
  const queued = (startedAt ?? end) - submittedAt;
  return {
    QueryExecutionId: execution.id,
    Query: execution.query,
    StatementType: statement.type,
    SubstatementType: statement.substatement,
    ResultConfiguration: {
      OutputLocation: `${execution.outputLocation.replace(/\/$/, '')}/${execution.id}.csv`,
    },
    ResultReuseConfiguration: {
      ResultReuseByAgeConfiguration: {
        Enabled: execution.reuseMaxAge !== undefined,
        ...(execution.reuseMaxAge === undefined ? {} : { MaxAgeInMinutes: execution.reuseMaxAge }),
      },
    },
    QueryExecutionContext: execution.context,
    Status: {
      State: execution.state,
      SubmissionDateTime: submittedAt / 1000,
      ...(completedAt === undefined ? {} : { CompletionDateTime: completedAt / 1000 }),
      ...(failure === undefined
        ? {}
        : {
            StateChangeReason: failure.reason,
            AthenaError: {
              ErrorCategory: failure.category,
              ErrorType: failure.errorType,
              Retryable: failure.retryable,
              ErrorMessage: failure.reason,
            },
          }),
    },
    Statistics: {
      EngineExecutionTimeInMillis: startedAt === undefined ? 0 : end - startedAt,
      DataScannedInBytes: execution.scannedBytes,
      TotalExecutionTimeInMillis: end - submittedAt,
      QueryQueueTimeInMillis: queued,
      ServiceProcessingTimeInMillis: 0,
      ResultReuseInformation: { ReusedPreviousResult: execution.reusedPreviousResult },
    },
    WorkGroup: execution.workgroup,
    EngineVersion: ENGINE_VERSION,
  };
}

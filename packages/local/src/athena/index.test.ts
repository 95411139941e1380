import {
  AthenaClient,
  BatchGetQueryExecutionCommand,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  GetTableMetadataCommand,
  GetWorkGroupCommand,
  ListQueryExecutionsCommand,
  ListTableMetadataCommand,
  type QueryExecution,
  StartQueryExecutionCommand,
  type StartQueryExecutionCommandInput,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Service, startService } from '../http/service.ts';
import { createEngine, type Engine } from './engine.ts';
import type { QueryFault } from './faults.ts';
import { type Athena, createAthena } from './index.ts';

/** A query that DuckDB would need minutes for. */
const ENDLESS =
  'SELECT count(*) FROM numbers a CROSS JOIN numbers b CROSS JOIN numbers c WHERE a.n * b.n = c.n';

describe('the Athena API, asked by the AWS SDK', () => {
  let engine: Engine;
  let athena: Athena;
  let client: AthenaClient;
  let service: Service;
  let throttled: string[] = [];
  let fault: QueryFault | undefined;

  beforeAll(async () => {
    engine = await createEngine();
    const connection = await engine.connect();
    await connection.run("CREATE TABLE words AS SELECT 'w' || i AS word FROM range(2500) t(i)");
    await connection.run('CREATE TABLE numbers AS SELECT i AS n FROM range(100000) t(i)');
    connection.closeSync();
    athena = createAthena({
      engine,
      database: 'cases_db',
      workgroup: 'cases',
      faults: {
        throttle: (operation) => {
          const next = throttled.indexOf(operation);
          if (next >= 0) throttled.splice(next, 1);
          return next >= 0;
        },
        query: () => fault,
      },
    });
    service = await startService(athena);
    client = new AthenaClient({
      endpoint: service.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    });
  });

  afterAll(async () => {
    await athena.close();
    client.destroy();
    await service.close();
    engine.close();
  });

  beforeEach(() => {
    throttled = [];
    fault = undefined;
  });

  it('describes the tables that are read and those that were made', async () => {
    const create = "CREATE TABLE made WITH (format = 'PARQUET') AS SELECT word FROM words";
    await until(await start(create), ['SUCCEEDED']);
    const place = { CatalogName: 'AwsDataCatalog', DatabaseName: 'cases_db' };
    const { TableMetadata: made } = await client.send(
      new GetTableMetadataCommand({ ...place, TableName: 'made' }),
    );
    expect(made?.Columns).toEqual([{ Name: 'word', Type: 'string' }]);
    expect(made?.Parameters?.location).toMatch(/^s3:\/\/cases-db-athena-results\/tables\/[0-9a-f-]+$/);
    const { TableMetadataList: listed } = await client.send(
      new ListTableMetadataCommand({ ...place, Expression: 'made|numbers' }),
    );
    expect(listed?.map(({ Name }) => Name)).toEqual(['made', 'numbers']);
    await expect(
      client.send(new GetTableMetadataCommand({ ...place, TableName: 'nothing' })),
    ).rejects.toMatchObject({ name: 'MetadataException' });
    await until(await start('DROP TABLE made'), ['SUCCEEDED']);
  });

  async function start(query: string, more: Partial<StartQueryExecutionCommandInput> = {}): Promise<string> {
    const input = { QueryString: query, WorkGroup: 'cases', ...more };
    const { QueryExecutionId: id } = await client.send(new StartQueryExecutionCommand(input));
    return id!;
  }

  async function until(id: string, states: string[]): Promise<QueryExecution> {
    for (;;) {
      const { QueryExecution: execution } = await client.send(
        new GetQueryExecutionCommand({ QueryExecutionId: id }),
      );
      if (states.includes(execution!.Status!.State!)) return execution!;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  const ended = (id: string) => until(id, ['SUCCEEDED', 'FAILED', 'CANCELLED']);

  it('runs a query through its states and gives rows with a header and typed columns', async () => {
    const id = await start(
      "SELECT word, length(word) AS n, CAST(NULL AS varchar) AS gap FROM words WHERE word = 'w10'",
      {
        QueryExecutionContext: { Database: 'cases_db' },
      },
    );
    const execution = await ended(id);
    expect(execution).toMatchObject({
      QueryExecutionId: id,
      StatementType: 'DML',
      SubstatementType: 'SELECT',
      WorkGroup: 'cases',
      QueryExecutionContext: { Database: 'cases_db' },
      Status: {
        State: 'SUCCEEDED',
        SubmissionDateTime: expect.any(Date),
        CompletionDateTime: expect.any(Date),
      },
      Statistics: {
        // Every word once: 'w' and 1 to 4 digits for 2,500 numbers.
        DataScannedInBytes: 2500 + 10 + 90 * 2 + 900 * 3 + 1500 * 4,
        EngineExecutionTimeInMillis: expect.any(Number),
        QueryQueueTimeInMillis: expect.any(Number),
        TotalExecutionTimeInMillis: expect.any(Number),
        ResultReuseInformation: { ReusedPreviousResult: false },
      },
    });
    const { ResultSet, NextToken, UpdateCount } = await client.send(
      new GetQueryResultsCommand({ QueryExecutionId: id }),
    );
    expect(NextToken).toBeUndefined();
    expect(UpdateCount).toBe(0);
    expect(ResultSet!.Rows).toEqual([
      { Data: [{ VarCharValue: 'word' }, { VarCharValue: 'n' }, { VarCharValue: 'gap' }] },
      { Data: [{ VarCharValue: 'w10' }, { VarCharValue: '3' }, {}] },
    ]);
    expect(ResultSet!.ResultSetMetadata!.ColumnInfo).toMatchObject([
      { Name: 'word', Type: 'varchar', Precision: 2147483647, CaseSensitive: true },
      { Name: 'n', Label: 'n', Type: 'bigint', Precision: 19, Scale: 0, Nullable: 'UNKNOWN' },
      { Name: 'gap', Type: 'varchar' },
    ]);
  });

  it('pages through a long result, the header row counted, each row once', async () => {
    const id = await start('SELECT word FROM words');
    await ended(id);
    const sizes: number[] = [];
    const words = new Set<string>();
    let NextToken: string | undefined;
    do {
      const page = await client.send(
        new GetQueryResultsCommand({ QueryExecutionId: id, ...(NextToken ? { NextToken } : {}) }),
      );
      const rows = page.ResultSet!.Rows!.map((row) => row.Data![0]!.VarCharValue!);
      sizes.push(rows.length);
      for (const word of rows) words.add(word);
      NextToken = page.NextToken;
    } while (NextToken);
    expect(sizes).toEqual([1000, 1000, 501]);
    expect(words.size).toBe(2501);
  });

  it.each([
    ['a page size out of range', { MaxResults: 1001 }, 'MaxResults must be between 1 and 1000'],
    ['a token of nobody', { NextToken: 'bm9ib2R5' }, 'NextToken is invalid'],
    ['an unknown execution', { QueryExecutionId: 'none' }, 'QueryExecution none was not found'],
  ])('refuses %s', async (_, members, message) => {
    const id = await start('SELECT 1');
    await ended(id);
    await expect(
      client.send(new GetQueryResultsCommand({ QueryExecutionId: id, ...members })),
    ).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message,
    });
  });

  it('sends no header for SHOW', async () => {
    const id = await start('SHOW TABLES');
    expect(await ended(id)).toMatchObject({ StatementType: 'UTILITY', SubstatementType: 'SHOW_TABLES' });
    const { ResultSet } = await client.send(new GetQueryResultsCommand({ QueryExecutionId: id }));
    expect(ResultSet!.Rows!.map((row) => row.Data![0]!.VarCharValue)).toEqual(['numbers', 'words']);
  });

  it('answers the same token with the same execution, and refuses it for another statement', async () => {
    const token = { ClientRequestToken: 'a'.repeat(32) };
    const id = await start('SELECT 1', token);
    expect(await start('SELECT 1', token)).toBe(id);
    await expect(start('SELECT 2', token)).rejects.toMatchObject({
      name: 'InvalidRequestException',
      AthenaErrorCode: 'IDEMPOTENT_PARAMETER_MISMATCH',
      message: 'Idempotent parameters do not match',
    });
  });

  it('reuses a result for the identical text only, and only when that is asked for', async () => {
    const reuse = {
      ResultReuseConfiguration: { ResultReuseByAgeConfiguration: { Enabled: true, MaxAgeInMinutes: 60 } },
    };
    const reused = async (query: string, more = {}) =>
      (await ended(await start(query, more))).Statistics!.ResultReuseInformation!.ReusedPreviousResult;
    expect(await reused('SELECT count(*) FROM words', reuse)).toBe(false);
    expect(await reused('SELECT count(*) FROM words', reuse)).toBe(true);
    expect(await reused('SELECT count(*) FROM words')).toBe(false);
    expect(await reused('SELECT count(*)  FROM words', reuse)).toBe(false);
    expect(await reused('SELECT current_date', reuse)).toBe(false);
    expect(await reused('SELECT current_date', reuse)).toBe(false);
  });

  it('interrupts a running query when it is stopped', async () => {
    const id = await start(ENDLESS);
    await until(id, ['RUNNING']);
    await expect(client.send(new GetQueryResultsCommand({ QueryExecutionId: id }))).rejects.toThrow(
      'Query has not yet finished. Current state: RUNNING',
    );
    await client.send(new StopQueryExecutionCommand({ QueryExecutionId: id }));
    expect((await ended(id)).Status!.State).toBe('CANCELLED');
    await expect(client.send(new GetQueryResultsCommand({ QueryExecutionId: id }))).rejects.toThrow(
      'Query did not finish successfully. Final query state: CANCELLED',
    );
  });

  it('leaves an execution that has ended as it is when it is stopped', async () => {
    const id = await start('SELECT 1');
    await ended(id);
    await client.send(new StopQueryExecutionCommand({ QueryExecutionId: id }));
    expect((await ended(id)).Status!.State).toBe('SUCCEEDED');
  });

  it('tells a syntax error at once and any other error as a failed execution', async () => {
    await expect(start('SELEC 1')).rejects.toMatchObject({
      name: 'InvalidRequestException',
      AthenaErrorCode: 'MALFORMED_QUERY',
      message: expect.stringContaining("line 1:1: mismatched input 'SELEC'"),
    });
    const reason = "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.cases_db.nothing' does not exist";
    expect((await ended(await start('SELECT * FROM nothing'))).Status).toMatchObject({
      State: 'FAILED',
      StateChangeReason: reason,
      AthenaError: { ErrorCategory: 2, ErrorType: 1006, Retryable: false, ErrorMessage: reason },
    });
  });

  it('throttles, delays and fails as the hooks say', async () => {
    throttled = ['GetQueryExecution'];
    fault = {
      queueMs: 5,
      runMs: 5,
      failure: { reason: 'INTERNAL_ERROR: try again', category: 1, errorType: 100, retryable: true },
    };
    const id = await start('SELECT 1');
    await expect(ended(id)).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      Reason: expect.any(String),
    });
    expect((await ended(id)).Status).toMatchObject({
      State: 'FAILED',
      AthenaError: { ErrorCategory: 1, Retryable: true },
    });
  });

  it('lists, describes in batches, and knows its work group', async () => {
    const id = await start('SELECT 3');
    await ended(id);
    const list = await client.send(new ListQueryExecutionsCommand({ WorkGroup: 'cases', MaxResults: 1 }));
    expect(list.QueryExecutionIds).toEqual([id]);
    expect(list.NextToken).toEqual(expect.any(String));
    const batch = await client.send(new BatchGetQueryExecutionCommand({ QueryExecutionIds: [id, 'none'] }));
    expect(batch.QueryExecutions!.map((execution) => execution.Query)).toEqual(['SELECT 3']);
    expect(batch.UnprocessedQueryExecutionIds).toMatchObject([{ QueryExecutionId: 'none' }]);
    const { WorkGroup } = await client.send(new GetWorkGroupCommand({ WorkGroup: 'cases' }));
    expect(WorkGroup).toMatchObject({ Name: 'cases', State: 'ENABLED' });
    await expect(client.send(new GetWorkGroupCommand({ WorkGroup: 'other' }))).rejects.toThrow(
      'WorkGroup other is not found.',
    );
  });
});

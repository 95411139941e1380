import type { IncomingMessage, ServerResponse } from 'node:http';
import { isObject } from '@case-insights/core/json-text';
import type { Objects } from '../s3/object-store.ts';
import { ApiError } from './api-error.ts';
import { Definitions } from './definitions.ts';
import type { Engine } from './engine.ts';
import { Executions } from './executions.ts';
import type { FaultHooks } from './faults.ts';
import type { CatalogEntry } from './metadata.ts';
import { Operations } from './operations.ts';
import type { Members } from './request.ts';
import { createScanEstimate } from './scan-estimate.ts';

export interface AthenaOptions {
  readonly engine: Engine;
  readonly database: string;
  readonly workgroup: string;
  /** Other workgroups, and where each keeps its results. */
  readonly otherWorkgroups?: Readonly<Record<string, string>>;
  /** The objects of S3, among which those of created tables are. */
  readonly objects?: Objects;
  /** Partition keys of the tables that have these columns; those of the case table by default. */
  readonly partitionKeys?: readonly string[];
  /** For tests of callers: throttling, failures, slow queries. */
  readonly faults?: FaultHooks;
}

/** The Athena API on one engine. */
export interface Athena {
  /** Answers one request of the AWS SDK, whose body has been read. */
  handle(request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void>;
  /** Stops every query; the engine may be closed afterwards. */
  close(): Promise<void>;
}

const TARGET = 'AmazonAthena.';

/** Speaks Athena's protocol (JSON 1.1, the operation in `X-Amz-Target`). Signatures are not checked here. */
export function createAthena(options: AthenaOptions): Athena {
  const {
    engine,
    database,
    workgroup,
    faults = {},
    partitionKeys = ['account_number', 'case_number'],
  } = options;
  const definitions = new Definitions(options.objects);
  const executions = new Executions(
    engine,
    {
      database,
      partitionKeys,
      location: `s3://${database.replaceAll('_', '-')}-caseprocessed/`,
      scannedBytes: createScanEstimate(),
      definitions,
    },
    (query) => faults.query?.(query),
  );
  const results = `s3://${database.replaceAll('_', '-')}-athena-results/`;
  const operations = new Operations(executions, {
    database,
    partitionKeys,
    workgroups: new Map([
      [workgroup, results],
      ['primary', results],
      ...Object.entries(options.otherWorkgroups ?? {}),
    ]),
    workgroup,
    catalog: () => readTables(engine, definitions, database),
  });

  const answer = async (request: IncomingMessage, body: Buffer): Promise<Members> => {
    const target = request.headers['x-amz-target'];
    if (typeof target !== 'string' || !target.startsWith(TARGET)) {
      throw new ApiError('UnknownOperationException', 'X-Amz-Target must name an operation of AmazonAthena');
    }
    const operation = target.slice(TARGET.length);
    if (faults.throttle?.(operation)) {
      throw new ApiError('TooManyRequestsException', 'Rate exceeded', {
        Reason: 'CONCURRENT_QUERY_LIMIT_EXCEEDED',
      });
    }
    return operations.call(operation, readMembers(body));
  };

  return {
    handle: async (request, body, response) => {
      try {
        respond(response, 200, await answer(request, body));
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        response.setHeader('x-amzn-errortype', error.type);
        respond(response, 400, { __type: error.type, Message: error.message, ...error.members });
      }
    },
    close: () => executions.close(),
  };
}

async function readTables(
  engine: Engine,
  definitions: Definitions,
  database: string,
): Promise<CatalogEntry[]> {
  const connection = await engine.connect();
  try {
    const { tables } = await definitions.catalog(connection, database);
    return tables.map((table) => ({ ...table, location: definitions.locationOf(table.name) }));
  } finally {
    connection.closeSync();
  }
}

function readMembers(body: Buffer): Members {
  try {
    const members: unknown = JSON.parse(body.toString() || '{}');
    if (isObject(members)) return members;
  } catch {
    // Reported below, as for any other body that is not an object.
  }
  throw new ApiError('SerializationException', 'the request body must be a JSON object');
}

function respond(response: ServerResponse, status: number, members: Members): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(members));
}

import {
  AthenaClient,
  BatchGetQueryExecutionCommand,
  ListQueryExecutionsCommand,
} from '@aws-sdk/client-athena';
import type { StackDescription } from '../../src/stack.ts';

/** The state of the newest statement that holds this text, asked of Athena itself; undefined when there is none. */
export async function stateOfStatement(stack: StackDescription, text: string): Promise<string | undefined> {
  const athena = new AthenaClient({
    region: stack.region,
    endpoint: stack.athenaEndpoint,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  const { QueryExecutionIds: ids = [] } = await athena.send(
    new ListQueryExecutionsCommand({ WorkGroup: stack.workgroup, MaxResults: 50 }),
  );
  if (ids.length === 0) return undefined;
  const { QueryExecutions: executions = [] } = await athena.send(
    new BatchGetQueryExecutionCommand({ QueryExecutionIds: ids }),
  );
  return executions.find(({ Query }) => Query?.includes(text))?.Status?.State;
}

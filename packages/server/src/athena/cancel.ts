import {
  type AthenaClient,
  BatchGetQueryExecutionCommand,
  ListQueryExecutionsCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { readTag } from './tag.ts';

/** BatchGetQueryExecution takes at most 50 ids, so that is the size of a page. */
const IDS_PER_PAGE = 50;

/** ListQueryExecutions begins with the newest; a statement that still runs is among the first few hundred. */
const MAX_PAGES = 4;

/**
 * Stops the running statements of one call of one caller, found in the workgroup by their tag. Returns how many.
 * Athena alone knows them: the call may run in another instance of the function.
 */
export async function stopTaggedStatements(
  athena: { readonly client: Pick<AthenaClient, 'send'>; readonly workgroup: string },
  call: { readonly callId: string; readonly callerHash: string },
): Promise<number> {
  let nextToken: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const list = await athena.client.send(
      new ListQueryExecutionsCommand({
        WorkGroup: athena.workgroup,
        MaxResults: IDS_PER_PAGE,
        ...(nextToken === undefined ? {} : { NextToken: nextToken }),
      }),
    );
    const ids = list.QueryExecutionIds ?? [];
    if (ids.length === 0) return 0;
    const batch = await athena.client.send(new BatchGetQueryExecutionCommand({ QueryExecutionIds: ids }));
    const mine = (batch.QueryExecutions ?? []).filter(({ Query, Status }) => {
      const { tag } = readTag(Query ?? '');
      const running = Status?.State === 'QUEUED' || Status?.State === 'RUNNING';
      return running && tag?.callId === call.callId && tag.callerHash === call.callerHash;
    });
    for (const { QueryExecutionId: id } of mine) {
      if (id !== undefined) await athena.client.send(new StopQueryExecutionCommand({ QueryExecutionId: id }));
    }
    if (mine.length > 0) return mine.length;
    nextToken = list.NextToken;
    if (nextToken === undefined) return 0;
  }
  return 0;
}

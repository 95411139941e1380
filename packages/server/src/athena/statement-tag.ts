import {
  type AthenaClient,
  BatchGetQueryExecutionCommand,
  ListQueryExecutionsCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';

/**
 * `query_athena` statements start with one comment line that names the product, the request, the call and the caller:
 * the only mark that Athena gives back with a query. It makes a statement auditable, cancellable from another instance
 * of the function, and the ownership of a `next_token` checkable.
 */
const PRODUCT = 'case-insights-mcp';
const TAG = new RegExp(`^-- ${PRODUCT} request=(\\S+) call=(\\S+) caller=([0-9a-f]{32})\\n`);

export interface StatementTag {
  readonly requestId: string;
  readonly callId: string | undefined;
  readonly callerHash: string;
}

/** The statement with its tag as the first line. */
export function withTag(tag: StatementTag, text: string): string {
  const request = tag.requestId.replace(/[^A-Za-z0-9-]/g, '') || '-';
  return `-- ${PRODUCT} request=${request} call=${tag.callId ?? '-'} caller=${tag.callerHash}\n${text}`;
}

/** The tag of a statement and the text below it; no tag where it does not start with one. */
export function readTag(statement: string): {
  readonly tag: StatementTag | undefined;
  readonly text: string;
} {
  const match = TAG.exec(statement);
  const [line, requestId, callId, callerHash] = match ?? [];
  if (line === undefined || requestId === undefined || callId === undefined || callerHash === undefined) {
    return { tag: undefined, text: statement };
  }
  return {
    tag: { requestId, callId: callId === '-' ? undefined : callId, callerHash },
    text: statement.slice(line.length),
  };
}

/** Lines that the tag adds above the caller's own text. */
export function linesAboveOf(statement: string): number {
  return TAG.test(statement) ? 1 : 0;
}

/** BatchGetQueryExecution takes at most 50 ids, so that is the size of a page. */
const IDS_PER_PAGE = 50;

/** ListQueryExecutions begins with the newest; a statement that still runs is among the first few hundred. */
const PAGES = { recent: 4, newest: 1 } as const;

/**
 * Stops the running statements of these calls of one caller, found in the workgroup by their tag. Returns how many.
 * Athena alone knows them: the calls may run in another instance of the function.
 */
export async function stopTaggedStatements(
  athena: { readonly client: Pick<AthenaClient, 'send'>; readonly workgroup: string },
  calls: { readonly callIds: ReadonlySet<string>; readonly callerHash: string },
  among: keyof typeof PAGES,
): Promise<number> {
  let stopped = 0;
  let nextToken: string | undefined;
  for (let page = 0; page < PAGES[among] && stopped < calls.callIds.size; page += 1) {
    const list = await athena.client.send(
      new ListQueryExecutionsCommand({
        WorkGroup: athena.workgroup,
        MaxResults: IDS_PER_PAGE,
        ...(nextToken === undefined ? {} : { NextToken: nextToken }),
      }),
    );
    const ids = list.QueryExecutionIds ?? [];
    if (ids.length === 0) break;
    const batch = await athena.client.send(new BatchGetQueryExecutionCommand({ QueryExecutionIds: ids }));
    const theirs = (batch.QueryExecutions ?? []).filter(({ Query, Status }) => {
      const { tag } = readTag(Query ?? '');
      const running = Status?.State === 'QUEUED' || Status?.State === 'RUNNING';
      return (
        running &&
        tag?.callId !== undefined &&
        calls.callIds.has(tag.callId) &&
        tag.callerHash === calls.callerHash
      );
    });
    for (const { QueryExecutionId: id } of theirs) {
      if (id !== undefined) await athena.client.send(new StopQueryExecutionCommand({ QueryExecutionId: id }));
    }
    stopped += theirs.length;
    nextToken = list.NextToken;
    if (nextToken === undefined) break;
  }
  return stopped;
}

import { createHash } from 'node:crypto';
import { CaseInsightsError } from '@case-insights/core/errors';
import {
  fingerprint,
  type GuardedStatement,
  guardStatement,
  MAX_STATEMENT_BYTES,
  scopeStatement,
} from '@case-insights/core/guard';
import {
  type QueryAthenaInput,
  type QueryAthenaOutput,
  queryAthena,
  queryAthenaOutput,
} from '@case-insights/core/tools';
import { decodePageToken, encodePageToken, type PagePosition } from '../athena/page-token.ts';
import { readTag, withTag } from '../athena/tag.ts';
import type { StatementContext } from '../call/context.ts';
import { tool } from '../call/tool.ts';
import { readRows } from './statement-rows.ts';

/** Runs the caller's own statement, or goes on with it where an earlier call stopped. */
export const queryAthenaTool = tool(queryAthena, async (input, context) => {
  const guarded = await guardStatement(input.query);
  context.noteStatement(createHash('sha256').update(fingerprint(input.query)).digest('hex').slice(0, 16));
  const text = readableText(guarded, context);
  if (input.next_token !== undefined) {
    return await answer(await continued(input.next_token, guarded, text, context), input, context);
  }
  const statement = statementOf(guarded, text, context);
  const queryExecutionId = await context.athena.start(statement);
  const start = { queryExecutionId, pageToken: undefined, skip: 0, callerHash: context.caller.hash };
  return await answer(start, input, context, statement);
});

/** What this caller may run of what they wrote, by their scope of now. */
function readableText(guarded: GuardedStatement, { source, database }: StatementContext): string {
  if (source.accounts === undefined) return guarded.text;
  return scopeStatement(guarded, { caseTable: source.table, database, accounts: source.accounts });
}

/** What is sent to Athena: the text below its tag. */
function statementOf(guarded: GuardedStatement, text: string, context: StatementContext): string {
  const { requestId, callId, caller } = context;
  const statement = guarded.taggable ? withTag({ requestId, callId, callerHash: caller.hash }, text) : text;
  const bytes = Buffer.byteLength(statement);
  if (bytes > MAX_STATEMENT_BYTES) {
    throw new CaseInsightsError(
      'query_rejected',
      `With what the server adds to it the statement has ${bytes} bytes, and Athena takes ${MAX_STATEMENT_BYTES}; shorten it.`,
    );
  }
  return statement;
}

/**
 * The place that a token names, once Athena's own record of the query shows that it is this caller's, and that they
 * would be allowed the very same statement today. SHOW and DESCRIBE carry no tag; for them the same statement is proof
 * enough, since running it again would give the caller the same rows.
 */
async function continued(
  token: string,
  guarded: GuardedStatement,
  text: string,
  context: StatementContext,
): Promise<PagePosition> {
  const position = decodePageToken(token);
  const recorded =
    position.callerHash === context.caller.hash
      ? await context.athena.textOf(position.queryExecutionId)
      : undefined;
  const { tag, text: recordedText } = readTag(recorded ?? '');
  const isCallers = guarded.taggable ? tag?.callerHash === context.caller.hash : tag === undefined;
  if (recorded === undefined || !isCallers || recordedText !== text) {
    throw new CaseInsightsError(
      'forbidden',
      'This next_token does not belong to this query of yours as your access is now; run the query again without it.',
    );
  }
  return position;
}

/** Waits for the query and reads from a place in its result. A `statement` is one that may be started again. */
async function answer(
  position: PagePosition,
  input: QueryAthenaInput,
  context: StatementContext,
  statement?: string,
): Promise<QueryAthenaOutput> {
  try {
    const finished = await context.athena.finished(position.queryExecutionId, statement);
    const read = await readRows(finished, position, input.max_results, context);
    const { queryExecutionId } = finished;
    const next =
      read.next === undefined ? null : encodePageToken({ ...position, queryExecutionId, ...read.next });
    return queryAthenaOutput({ ...finished, columns: read.columns, rows: read.rows }, next);
  } catch (error) {
    if (!(error instanceof CaseInsightsError) || error.code !== 'deadline') throw error;
    const queryExecutionId = error.queryExecutionId ?? position.queryExecutionId;
    throw new CaseInsightsError(
      'deadline',
      'The time for this call is over, but the query goes on; call query_athena again with the same query and this next_token to wait for it.',
      { queryExecutionId, nextToken: encodePageToken({ ...position, queryExecutionId }) },
    );
  }
}

import { createHash } from 'node:crypto';
import { CASE_COLUMNS } from '@case-insights/core/cases';
import { CaseInsightsError } from '@case-insights/core/errors';
import {
  fingerprint,
  type GuardedStatement,
  guardStatement,
  MAX_STATEMENT_BYTES,
  readCompact,
  scopeStatement,
} from '@case-insights/core/guard';
import { type CompactCopy, compactView } from '@case-insights/core/sql';
import {
  answerTokens,
  type Cell,
  explainNothing,
  type QueryAthenaInput,
  type QueryAthenaOutput,
  queryAthena,
  queryAthenaOutput,
  type ReadFrom,
} from '@case-insights/core/tools';
import { howToGoOn } from '../analysis/continuation.ts';
import { decodePageToken, encodePageToken, type PagePosition } from '../athena/page-token.ts';
import { readTag, withTag } from '../athena/statement-tag.ts';
import type { StatementContext } from '../call/context.ts';
import { type Column, type FinishedQuery, PAGE_SIZE } from '../call/ports.ts';
import { tool } from '../call/tool.ts';
import { processorTime } from './processor-time.ts';

/** Runs the caller's own statement, or continues it where an earlier call stopped. */
export const queryAthenaTool = tool(queryAthena, async (input, context) => {
  const { source } = context;
  const guarded = await guardStatement(input.query, processorTime(), source.table);
  context.noteStatement(createHash('sha256').update(fingerprint(input.query)).digest('hex').slice(0, 16));
  const compared = 'reads' in guarded ? guarded.reads.compared : [];
  if (input.next_token !== undefined) {
    const position = await continued(input.next_token, guarded, context);
    return explainNothing(await answer(position, input, context), compared);
  }
  const { text, dataAsOf, note } = readableText(guarded, input.fresh, context);
  const statement = statementOf(guarded, text, context);
  const queryExecutionId = await context.athena.start(statement);
  const start = {
    ...{ queryExecutionId, pageToken: undefined, skip: 0 },
    callerHash: context.caller.hash,
    dataAsOf,
  };
  return explainNothing(await answer(start, input, context, { note, statement }), compared);
});

/** The caller's statement, narrowed to their current scope, on the compact copy where it may be read, and what to say of that. */
function readableText(
  guarded: GuardedStatement,
  fresh: boolean,
  context: StatementContext,
): { readonly text: string } & ReadFrom {
  const { compact, note } = context.source;
  const onTable = textOn(guarded, undefined, context);
  if (fresh) return { text: onTable };
  const text = compact === undefined ? onTable : textOn(guarded, compact, context);
  const readsCases =
    'reads' in guarded &&
    guarded.reads.tables.some(({ parts }) => parts.at(-1) === context.source.table.toLowerCase());
  if (text !== onTable) return { text, dataAsOf: compact?.dataAsOf };
  return readsCases ? { text, note } : { text };
}

/** The statement in the caller's current scope, on the compact copy where one is given and the statement can read it. */
function textOn(
  guarded: GuardedStatement,
  compact: CompactCopy | undefined,
  { source, database }: StatementContext,
): string {
  const scope = { caseTable: source.table, database };
  if (source.accounts !== undefined) {
    return scopeStatement(guarded, { ...scope, accounts: source.accounts, compact });
  }
  return (compact && readCompact(guarded, scope, compact)) ?? guarded.text;
}

/** What is sent to Athena: the text below its tag. */
function statementOf(guarded: GuardedStatement, text: string, context: StatementContext): string {
  const { requestId, callId, caller } = context;
  const statement = guarded.taggable ? withTag({ requestId, callId, callerHash: caller.hash }, text) : text;
  const bytes = Buffer.byteLength(statement);
  if (bytes > MAX_STATEMENT_BYTES) {
    throw new CaseInsightsError(
      'query_rejected',
      `Including what the server adds, the statement has ${bytes} bytes and Athena accepts ${MAX_STATEMENT_BYTES}; shorten it.`,
    );
  }
  return statement;
}

/**
 * The position that a token names. Athena's own record of the query must show that it belongs to this caller and that
 * their current scope gives the same statement, be it on the case table or on its compact copy. SHOW and DESCRIBE carry no tag; for them the same statement is enough,
 * since running it again would give the caller the same rows. Throws `forbidden` otherwise.
 */
async function continued(
  token: string,
  guarded: GuardedStatement,
  context: StatementContext,
): Promise<PagePosition> {
  const position = decodePageToken(token);
  const recorded =
    position.callerHash === context.caller.hash
      ? await context.athena.textOf(position.queryExecutionId)
      : undefined;
  const { tag, text: recordedText } = readTag(recorded ?? '');
  const isCallers = guarded.taggable ? tag?.callerHash === context.caller.hash : tag === undefined;
  const { table, compact = { view: compactView(table), columns: CASE_COLUMNS } } = context.source;
  const isSame = [undefined, compact].some((copy) => textOn(guarded, copy, context) === recordedText);
  if (recorded === undefined || !isCallers || !isSame) {
    throw new CaseInsightsError(
      'forbidden',
      'This next_token does not match this query, this caller and their current access; run the query again without it.',
    );
  }
  return position;
}

/** What is known of a query that this call has started. */
interface Started {
  /** Why the case files are read, where the copy should have been. */
  readonly note: string | undefined;
  /** Its text, with which it may be started again. */
  readonly statement: string;
}

/** Waits for the query and reads from a place in its result. */
async function answer(
  position: PagePosition,
  input: QueryAthenaInput,
  context: StatementContext,
  { note, statement }: Partial<Started> = {},
): Promise<QueryAthenaOutput> {
  try {
    const finished = await context.athena.finished(position.queryExecutionId, statement);
    const read = await readRows(finished, position, input.max_results, context);
    const { queryExecutionId } = finished;
    const tokenAfter = (rows: number) => {
      const next = rows < read.rows.length ? read.places[rows] : read.next;
      return next === undefined ? null : encodePageToken({ ...position, queryExecutionId, ...next });
    };
    const page = { ...finished, columns: read.columns, rows: read.rows };
    const from = { dataAsOf: position.dataAsOf, note };
    return queryAthenaOutput(page, tokenAfter, context.maxAnswerTokens, from);
  } catch (error) {
    if (!(error instanceof CaseInsightsError) || error.code !== 'deadline') throw error;
    const queryExecutionId = error.queryExecutionId ?? position.queryExecutionId;
    const nextToken = encodePageToken({ ...position, queryExecutionId });
    throw new CaseInsightsError(
      'deadline',
      `The query is still running. ${howToGoOn(queryAthena.name, nextToken)}`,
      { queryExecutionId, nextToken },
    );
  }
}

/** A place in a result: a page, and a row of it. */
type Place = Pick<PagePosition, 'pageToken' | 'skip'>;

interface ReadRows {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** Where each of the rows is. */
  readonly places: readonly Place[];
  /** Where the rest begins, or undefined at the end of the result. */
  readonly next: Place | undefined;
}

/**
 * Reads up to `maxRows` rows from a place in a result, and stops before their JSON would be larger than an answer may
 * be, or their tokens certainly more. Throws `payload_too_large` when not even one row fits the bytes.
 */
async function readRows(
  query: FinishedQuery,
  from: Place,
  maxRows: number,
  {
    athena,
    progress,
    maxResultBytes,
    maxAnswerTokens,
  }: Pick<StatementContext, 'athena' | 'progress' | 'maxResultBytes' | 'maxAnswerTokens'>,
): Promise<ReadRows> {
  const rows: (readonly Cell[])[] = [];
  const places: Place[] = [];
  let tokens = 0;
  let { pageToken, skip } = from;
  let columns: readonly Column[] = [];
  let bytes = 0;
  for (;;) {
    const size = Math.min(PAGE_SIZE, skip + maxRows - rows.length);
    const page = await athena.page(query, { token: pageToken, size });
    columns = page.columns;
    const namesInRow = columns.reduce(
      (sum, { name }) => sum + Buffer.byteLength(JSON.stringify(name)) + 1,
      0,
    );
    for (const [index, cells] of page.rows.entries()) {
      if (index < skip) continue;
      bytes += Buffer.byteLength(JSON.stringify(cells)) + namesInRow + 1;
      if (rows.length === maxRows || bytes > maxResultBytes || tokens > maxAnswerTokens) {
        if (rows.length === 0) throw rowTooLarge(maxResultBytes, query.queryExecutionId);
        return { columns, rows, places, next: { pageToken, skip: index } };
      }
      tokens += answerTokens(cells);
      rows.push(cells);
      places.push({ pageToken, skip: index });
    }
    if (page.nextToken === undefined) return { columns, rows, places, next: undefined };
    pageToken = page.nextToken;
    // A page of large rows may end before the rows that the caller has already.
    skip = Math.max(0, skip - page.rows.length);
    if (rows.length === maxRows) return { columns, rows, places, next: { pageToken, skip } };
    progress(`${rows.length.toLocaleString('en')} of at most ${maxRows.toLocaleString('en')} rows fetched`);
  }
}

function rowTooLarge(limit: number, queryExecutionId: string): CaseInsightsError {
  return new CaseInsightsError(
    'payload_too_large',
    `One row of the result is larger than ${limit} bytes, the limit of an answer; select fewer columns, or cut long ones with substr().`,
    { queryExecutionId },
  );
}

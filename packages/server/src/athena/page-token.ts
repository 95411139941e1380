import { CaseInsightsError } from '@case-insights/core/errors';
import * as z from 'zod';
import { PAGE_SIZE } from '../call/ports.ts';

/** Where a caller of `query_athena` continues: a query, one of its pages, and a row of that page. */
export interface PagePosition {
  readonly queryExecutionId: string;
  /** Athena's token of the page, or undefined for the first. */
  readonly pageToken: string | undefined;
  /** Rows of that page that the caller has already. */
  readonly skip: number;
  /** Whose token this is. Not proof of it: that is read from Athena. */
  readonly callerHash: string;
  /** The newest retrieval in the copy of the table that the query reads, YYYY-MM-DD; undefined where it reads none. */
  readonly dataAsOf: string | undefined;
}

const TOKEN = z.tuple([
  z.literal(1),
  z.string().regex(/^[A-Za-z0-9-]{1,128}$/),
  z.string().max(4_096).nullable(),
  z.int().min(0).max(PAGE_SIZE),
  z.string().regex(/^[0-9a-f]{32}$/),
  z
    .string()
    .regex(/^\d{4}-\d\d-\d\d$/)
    .optional(),
]);

/** The opaque text that `query_athena` returns as `next_token`. */
export function encodePageToken(position: PagePosition): string {
  const { queryExecutionId, pageToken, skip, callerHash, dataAsOf } = position;
  const token = [1, queryExecutionId, pageToken ?? null, skip, callerHash];
  return Buffer.from(JSON.stringify(dataAsOf === undefined ? token : [...token, dataAsOf])).toString(
    'base64url',
  );
}

/** Throws `invalid_input` for a text that this server did not issue. */
export function decodePageToken(token: string): PagePosition {
  const parsed = TOKEN.safeParse(jsonOf(token));
  if (!parsed.success) {
    const message = 'next_token was not issued by query_athena';
    throw new CaseInsightsError(
      'invalid_input',
      `${message}; send it unchanged, or leave it out to run the query.`,
      {
        details: [{ field: 'next_token', message }],
      },
    );
  }
  const [, queryExecutionId, pageToken, skip, callerHash, dataAsOf] = parsed.data;
  return { queryExecutionId, pageToken: pageToken ?? undefined, skip, callerHash, dataAsOf };
}

function jsonOf(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString());
  } catch {
    return undefined;
  }
}

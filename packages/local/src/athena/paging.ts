import { invalidRequest } from './api-error.ts';

/** The part of a list that a page shows: from `start` up to, not including, `end`. */
export interface Page {
  readonly start: number;
  readonly end: number;
  /** The response member for the next page; empty on the last page. */
  readonly next: { readonly NextToken?: string };
}

/** The members of a request that select a page. */
export interface PageRequest {
  /** Identifies the list: a token of another list is refused. */
  readonly owner: string;
  readonly token: string | undefined;
  readonly maxResults: number | undefined;
}

/** A page of a list of `total` items. Throws InvalidRequestException for another list's token or more than `most`. */
export function readPage(
  total: number,
  most: number,
  { owner, token, maxResults = most }: PageRequest,
): Page {
  if (!Number.isInteger(maxResults) || maxResults < 1 || maxResults > most) {
    throw invalidRequest(`MaxResults must be between 1 and ${most}`);
  }
  const start = readToken(token, owner);
  const end = Math.min(start + maxResults, total);
  return { start, end, next: end < total ? { NextToken: writeToken(owner, end) } : {} };
}

function writeToken(owner: string, start: number): string {
  return Buffer.from(`${owner}\n${start}`).toString('base64url');
}

function readToken(token: string | undefined, owner: string): number {
  if (token === undefined) return 0;
  const [name, start] = Buffer.from(token, 'base64url').toString().split('\n');
  if (name !== owner || start === undefined || !/^\d+$/.test(start))
    throw invalidRequest('NextToken is invalid');
  return Number(start);
}

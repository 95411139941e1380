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

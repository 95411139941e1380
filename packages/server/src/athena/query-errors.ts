import type { QueryExecution } from '@aws-sdk/client-athena';
import { CaseInsightsError } from '@case-insights/core/errors';
import { isThrottling, nameOf } from '../aws/service-error.ts';

/** Common causes of failed queries, and what to do about them. The first match is used. */
const HINTS: readonly { readonly when: RegExp; readonly hint: string }[] = [
  {
    when: /SCHEMA_NOT_FOUND|CATALOG_NOT_FOUND|(?:database|schema) \S+ (?:does not exist|not found)/i,
    hint: 'check the database name with SHOW DATABASES; it must match the UniqueIdentifier of the Case Insights stack',
  },
  {
    when: /TABLE_NOT_FOUND|VIEW_NOT_FOUND|table \S+ (?:does not exist|not found)|EntityNotFoundException/i,
    hint: 'check the table name with SHOW TABLES; it exists once Case Insights is deployed with EnableAnalytics=true',
  },
  {
    // Before access: for a missing column Athena adds that the requester may not be authorized.
    when: /COLUMN_NOT_FOUND|column \S+ cannot be resolved/i,
    hint: 'list the columns with DESCRIBE case_summary',
  },
  {
    when: /access ?denied|PERMISSION_DENIED|insufficient permissions|not authorized/i,
    hint: "the function's role needs its Athena, Glue and S3 permissions for this database, workgroup and bucket",
  },
  {
    when: /INVALID_FUNCTION_ARGUMENT|invalid format|malformed|INVALID_CAST_ARGUMENT/i,
    hint: 'a value is not in the expected format; wrap the conversion in try(), as in try(from_iso8601_timestamp(timecreated))',
  },
  {
    when: /SYNTAX_ERROR|mismatched input|extraneous input|FUNCTION_NOT_FOUND|TYPE_MISMATCH|ParseException/i,
    hint: 'use the syntax of Athena engine version 3 (Trino)',
  },
];

/** Athena's messages can quote long expressions; the beginning says what is wrong. */
const LONGEST_MESSAGE = 1_000;

/**
 * The error of a query that Athena refused or failed: Athena's message, then the hint for a common cause.
 * @param linesAbove lines that stand above the caller's text in the statement, subtracted from `line n:m`.
 */
export function queryFailed(
  reason: string,
  queryExecutionId: string | undefined,
  linesAbove = 0,
): CaseInsightsError {
  const message = shiftLines(reason, linesAbove).trim().slice(0, LONGEST_MESSAGE).replace(/\.$/, '');
  const hint = HINTS.find(({ when }) => when.test(reason))?.hint;
  return new CaseInsightsError(
    'query_failed',
    `Athena could not run the query: ${message}${hint === undefined ? '' : `; ${hint}`}.`,
    queryExecutionId === undefined ? {} : { queryExecutionId },
  );
}

/** The error of an execution that ended without success. */
export function executionFailed(execution: QueryExecution, linesAbove: number): CaseInsightsError {
  const { QueryExecutionId: id, Status: status } = execution;
  if (status?.State === 'CANCELLED') {
    return new CaseInsightsError(
      'query_failed',
      'The query was cancelled before it finished; run it again if its result is still wanted.',
      id === undefined ? {} : { queryExecutionId: id },
    );
  }
  const reason = status?.StateChangeReason ?? status?.AthenaError?.ErrorMessage ?? 'no reason given';
  return queryFailed(reason, id, linesAbove);
}

/** Maps what the Athena client threw. An error of another kind is returned as it is. */
export function athenaError(error: unknown, queryExecutionId: string | undefined, linesAbove = 0): unknown {
  const context = queryExecutionId === undefined ? {} : { queryExecutionId };
  if (isThrottling(error)) {
    return new CaseInsightsError(
      'throttled',
      'Athena has too many requests at the moment; try again in a few seconds.',
      { ...context, retryAfterSeconds: 5, cause: error },
    );
  }
  const name = nameOf(error);
  const message = error instanceof Error ? error.message : '';
  if (name === 'InvalidRequestException') return queryFailed(message, queryExecutionId, linesAbove);
  if (name === 'AccessDeniedException') return queryFailed(`access denied: ${message}`, queryExecutionId);
  return error;
}

/** `line 3:8` counts the lines of the statement as it was sent; the caller counts those of the query they wrote. */
function shiftLines(message: string, linesAbove: number): string {
  if (linesAbove === 0) return message;
  return message.replace(
    /\bline (\d+):/g,
    (_, line: string) => `line ${Math.max(1, Number(line) - linesAbove)}:`,
  );
}

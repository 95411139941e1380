import type { QueryExecution } from '@aws-sdk/client-athena';
import { CaseInsightsError } from '@case-insights/core/errors';
import { trinoHint } from '@case-insights/core/guard';
import {
  isAboutCredentials,
  isOfService,
  isThrottling,
  isUnreachable,
  nameOf,
} from '../aws/service-error.ts';
import { READ_LESS } from '../call/scanning.ts';

/** How Athena words that a workgroup's limit for one query stopped it. */
const BYTES_LIMIT = /bytes scanned limit/i;

/** Common causes of failed queries, and what to do about them, where core has no closer hint. The first match is used. */
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
    hint: 'list the columns with DESCRIBE case_summary, and write text in single quotes: double quotes are for columns',
  },
  {
    when: /lake ?formation/i,
    hint: "Lake Formation governs this table: have it grant the function's role SELECT and DESCRIBE on it, and the role lakeformation:GetDataAccess",
  },
  {
    when: /\bkms\b|ciphertext/i,
    hint: "the data or the results are encrypted with a customer's KMS key: have the key's policy and the function's role allow kms:Decrypt, and kms:GenerateDataKey for results",
  },
  {
    when: /access ?denied|PERMISSION_DENIED|insufficient permissions|not authorized/i,
    hint: "the function's role needs its Athena, Glue and S3 permissions for this database, workgroup and bucket",
  },
  {
    when: BYTES_LIMIT,
    hint: READ_LESS,
  },
  {
    when: /exhausted resources|EXCEEDED_(?:LOCAL_|GLOBAL_)?MEMORY_LIMIT|EXCEEDED_TIME_LIMIT/i,
    hint: READ_LESS,
  },
  {
    when: /HIVE_PARTITION_SCHEMA_MISMATCH|partition \S* ?(?:does not exist|not found)|specified key does not exist|NoSuchKey/i,
    hint: 'the partitions of the table are out of date: run MSCK REPAIR TABLE case_summary in the Athena console, which this server cannot since it only reads',
  },
  {
    when: /TYPE_MISMATCH/,
    hint: 'compare values of one type: the columns of case_summary are text, so quote what they are compared with, or convert with TRY_CAST(… AS bigint)',
  },
  {
    when: /EXPRESSION_NOT_AGGREGATE|must be an aggregate expression/i,
    hint: 'name every selected column in GROUP BY, or wrap it in an aggregate such as max() or arbitrary()',
  },
  {
    when: /INVALID_FUNCTION_ARGUMENT|invalid format|malformed|INVALID_CAST_ARGUMENT/i,
    hint: 'a value is not in the expected format; wrap the conversion in try(), as in try(from_iso8601_timestamp(timecreated))',
  },
  {
    when: /SYNTAX_ERROR|mismatched input|extraneous input|FUNCTION_NOT_FOUND|ParseException/i,
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
  const hint = trinoHint(reason) ?? HINTS.find(({ when }) => when.test(reason))?.hint;
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
      cancelled(execution, status.StateChangeReason),
      id === undefined ? {} : { queryExecutionId: id },
    );
  }
  const reason = status?.StateChangeReason ?? status?.AthenaError?.ErrorMessage ?? 'no reason given';
  return queryFailed(reason, id, linesAbove);
}

/** Why a query was cancelled: by a limit of its workgroup, for a reason that Athena gives, or by somebody. */
function cancelled({ WorkGroup: workgroup }: QueryExecution, reason: string | undefined): string {
  if (reason !== undefined && BYTES_LIMIT.test(reason)) {
    return `The query was cancelled since it reached the limit of bytes that the workgroup ${workgroup ?? ''} lets one query scan: ${READ_LESS}, or have that limit raised.`;
  }
  const why = reason === undefined ? '' : ` (${reason.trim().slice(0, LONGEST_MESSAGE).replace(/\.$/, '')})`;
  return `The query was cancelled before it finished${why}; run it again if its result is still wanted.`;
}

/** Maps what the Athena client threw. An error that is not Athena's is returned as it is. */
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
  const sentence = unavailable(error, name);
  if (sentence === undefined) return error;
  return new CaseInsightsError('athena_unavailable', sentence, { ...context, cause: error });
}

/** What to say of an Athena that gives no answer, or undefined for an error of our own. */
function unavailable(error: unknown, name: string): string | undefined {
  if (isUnreachable(error) || name === 'TimeoutError') {
    return 'Athena cannot be reached: check that the region of this function has it and, inside a VPC, that there is an endpoint for athena.';
  }
  if (isAboutCredentials(error)) {
    return `Athena does not accept the credentials of the function (${name}): try again, and if it stays so, check the function's role.`;
  }
  if (!isOfService(error)) return undefined;
  return `Athena failed to answer (${name}), also when asked again: try again in a minute.`;
}

/** `line 3:8` counts the lines of the statement as it was sent; the caller counts those of the query they wrote. */
function shiftLines(message: string, linesAbove: number): string {
  if (linesAbove === 0) return message;
  return message.replace(
    /\bline (\d+):/g,
    (_, line: string) => `line ${Math.max(1, Number(line) - linesAbove)}:`,
  );
}

import { describe, expect, it } from 'vitest';
import { athenaError, executionFailed, queryFailed } from './query-errors.ts';

describe('queryFailed', () => {
  it.each([
    ["TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.x.nope' does not exist", /SHOW TABLES/],
    ["SCHEMA_NOT_FOUND: line 1:15: Schema 'nope' does not exist", /SHOW DATABASES/],
    ["line 1:1: mismatched input 'SELEC'. Expecting: 'SELECT'", /Athena engine version 3/],
    ['FUNCTION_NOT_FOUND: line 1:8: Function own not registered', /Athena engine version 3/],
    ['FUNCTION_NOT_FOUND: line 1:8: Function nvl not registered', /write coalesce\(a, b\)/],
    ["COLUMN_NOT_FOUND: line 1:8: Column 'severity' cannot be resolved", /the table has severitycode/],
    ["COLUMN_NOT_FOUND: line 1:8: Column 'nope' cannot be resolved", /DESCRIBE case_summary/],
    [
      "COLUMN_NOT_FOUND: line 1:8: Column 'nope' cannot be resolved or requester is not authorized to access requested resources",
      /DESCRIBE case_summary/,
    ],
    ['Access denied when writing to location: s3://x', /its Athena, Glue and S3 permissions/],
    ['PERMISSION_DENIED: insufficient permissions', /its Athena, Glue and S3 permissions/],
    [
      'TYPE_MISMATCH: line 1:40: All COALESCE operands must be the same type: varchar',
      /the columns of case_summary are text, so quote what they are compared with/,
    ],
    [
      "EXPRESSION_NOT_AGGREGATE: line 1:8: 'subject' must be an aggregate expression or appear in GROUP BY clause",
      /add subject to GROUP BY/,
    ],
    [
      'HIVE_PARTITION_SCHEMA_MISMATCH: There is a mismatch between the table and partition schemas',
      /MSCK REPAIR TABLE case_summary/,
    ],
    [
      'HIVE_CANNOT_OPEN_SPLIT: Error opening Hive split s3://b/k: The specified key does not exist.',
      /MSCK REPAIR TABLE case_summary/,
    ],
    [
      'Insufficient Lake Formation permission(s): Required Describe on case_summary',
      /have it grant the function's role SELECT and DESCRIBE/,
    ],
    [
      'PERMISSION_DENIED: User: arn:aws:sts::1:assumed-role/r/s is not authorized to perform: lakeformation:GetDataAccess',
      /the role lakeformation:GetDataAccess/,
    ],
    ['HIVE_CURSOR_ERROR: The ciphertext refers to a customer master key that does not exist', /kms:Decrypt/],
    [
      'Access denied: User: arn:aws:sts::1:assumed-role/r/s is not authorized to perform: kms:Decrypt on resource: x',
      /have the key's policy and the function's role allow kms:Decrypt/,
    ],
    ['Query exhausted resources at this scale factor', /read less at once: filter by account_number/],
    ['INVALID_FUNCTION_ARGUMENT: Invalid format: ""', /try\(from_iso8601_timestamp\(timecreated\)\)/],
  ])("repeats Athena's message and adds the hint: %s", (reason, hint) => {
    const { message, code } = queryFailed(reason, 'q');
    expect(code).toBe('query_failed');
    expect(message).toContain(reason.replace(/\.$/, ''));
    expect(message).toMatch(hint);
  });

  it('has no hint where there is none, and cuts a message that quotes at length', () => {
    expect(queryFailed('DIVISION_BY_ZERO.', undefined).message).toBe(
      'Athena could not run the query: DIVISION_BY_ZERO.',
    );
    expect(queryFailed('x'.repeat(5_000), undefined).message.length).toBeLessThan(1_100);
  });

  it("counts lines as the caller wrote them, without the tag's", () => {
    expect(queryFailed('SYNTAX_ERROR: line 3:7: a, line 2:1: b', 'q', 1).message).toContain(
      'line 2:7: a, line 1:1: b',
    );
  });
});

describe('executionFailed', () => {
  it('says of a cancelled query that it was, and how to get its result', () => {
    const error = executionFailed({ QueryExecutionId: 'q', Status: { State: 'CANCELLED' } }, 0);
    expect(error).toMatchObject({
      code: 'query_failed',
      queryExecutionId: 'q',
      message: expect.stringContaining('run it again'),
    });
  });

  it('names the limit of the workgroup that cancelled a query, and how to stay below it', () => {
    const Status = { State: 'CANCELLED' as const, StateChangeReason: 'Bytes scanned limit was exceeded' };
    expect(executionFailed({ WorkGroup: 'CaseInsights-acme', Status }, 0)).toMatchObject({
      code: 'query_failed',
      message:
        'The query was cancelled since it reached the limit of bytes that the workgroup CaseInsights-acme lets one query scan: read less at once: filter by account_number (a partition) and by dates, and select only the columns that are needed, or have that limit raised.',
    });
  });

  it('keeps any other reason for which Athena cancelled a query', () => {
    const Status = { State: 'CANCELLED' as const, StateChangeReason: 'Query cancelled by user.' };
    expect(executionFailed({ Status }, 0).message).toBe(
      'The query was cancelled before it finished (Query cancelled by user); run it again if its result is still wanted.',
    );
  });

  it('falls back to the reason in AthenaError', () => {
    const Status = { State: 'FAILED' as const, AthenaError: { ErrorMessage: 'S3 says no' } };
    expect(executionFailed({ Status }, 0).message).toContain('S3 says no');
  });
});

describe('athenaError', () => {
  const named = (name: string) => Object.assign(new Error('message'), { name });

  it.each([
    ['TooManyRequestsException', 'throttled'],
    ['ThrottlingException', 'throttled'],
    ['InvalidRequestException', 'query_failed'],
    ['AccessDeniedException', 'query_failed'],
  ])('maps %s to %s', (name, code) => {
    expect(athenaError(named(name), 'q')).toMatchObject({ code, queryExecutionId: 'q' });
  });

  it.each([
    [
      Object.assign(named('Error'), { code: 'ENOTFOUND' }),
      'Athena cannot be reached: check that the region of this function has it and, inside a VPC, that there is an endpoint for athena.',
    ],
    [
      named('CredentialsProviderError'),
      "Athena does not accept the credentials of the function (CredentialsProviderError): try again, and if it stays so, check the function's role.",
    ],
    [
      Object.assign(named('InternalServerException'), { $fault: 'server' }),
      'Athena failed to answer (InternalServerException), also when asked again: try again in a minute.',
    ],
  ])('says of an Athena that gives no answer that it does not: %s', (error, message) => {
    expect(athenaError(error, 'q')).toMatchObject({
      code: 'athena_unavailable',
      message,
      queryExecutionId: 'q',
    });
  });

  it('passes on an error of our own', () => {
    const error = named('TypeError');
    expect(athenaError(error, 'q')).toBe(error);
  });
});

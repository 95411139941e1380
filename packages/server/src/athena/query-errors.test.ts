import { describe, expect, it } from 'vitest';
import { athenaError, executionFailed, queryFailed } from './query-errors.ts';

describe('queryFailed', () => {
  it.each([
    ["TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.x.nope' does not exist", /SHOW TABLES/],
    ["SCHEMA_NOT_FOUND: line 1:15: Schema 'nope' does not exist", /SHOW DATABASES/],
    ["line 1:1: mismatched input 'SELEC'. Expecting: 'SELECT'", /Athena engine version 3/],
    ['FUNCTION_NOT_FOUND: line 1:8: Function nvl not registered', /Athena engine version 3/],
    ["COLUMN_NOT_FOUND: line 1:8: Column 'nope' cannot be resolved", /DESCRIBE case_summary/],
    [
      "COLUMN_NOT_FOUND: line 1:8: Column 'nope' cannot be resolved or requester is not authorized to access requested resources",
      /DESCRIBE case_summary/,
    ],
    ['Access denied when writing to location: s3://x', /its Athena, Glue and S3 permissions/],
    ['PERMISSION_DENIED: insufficient permissions', /its Athena, Glue and S3 permissions/],
    ['INVALID_FUNCTION_ARGUMENT: Invalid format: ""', /try\(from_iso8601_timestamp\(timecreated\)\)/],
  ])("repeats Athena's message and adds the hint: %s", (reason, hint) => {
    const { message, code } = queryFailed(reason, 'q');
    expect(code).toBe('query_failed');
    expect(message).toContain(reason.replace(/\.$/, ''));
    expect(message).toMatch(hint);
  });

  it('has no hint where there is none, and cuts a message that quotes at length', () => {
    expect(queryFailed('EXCEEDED_TIME_LIMIT.', undefined).message).toBe(
      'Athena could not run the query: EXCEEDED_TIME_LIMIT.',
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

  it('passes on what is not about the query', () => {
    const error = named('CredentialsProviderError');
    expect(athenaError(error, 'q')).toBe(error);
  });
});

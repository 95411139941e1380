import { describe, expect, it } from 'vitest';
import { trinoHint } from './trino-hints.ts';

const TEXT_TIME =
  "dates in the table are text such as 2025-01-15T10:30:45.123Z: compare them with text, '2025-01-01', or convert them with try(from_iso8601_timestamp(timecreated))";

describe('trinoHint', () => {
  it.each([
    [
      "FUNCTION_NOT_FOUND: line 1:8: Function 'nvl' not registered",
      'Trino has no function nvl: write coalesce(a, b)',
    ],
    [
      "FUNCTION_NOT_FOUND: line 1:8: Function 'to_char' not registered",
      "Trino has no function to_char: write date_format(x, '%Y-%m')",
    ],
    ["FUNCTION_NOT_FOUND: line 1:8: Function 'my_own' not registered", undefined],
    [
      "COLUMN_NOT_FOUND: line 1:8: Column 'service_code' cannot be resolved",
      'the table has servicecode; list the columns with DESCRIBE case_summary',
    ],
    [
      "COLUMN_NOT_FOUND: line 1:8: Column 'c.created_at' cannot be resolved or requester is not authorized to access requested resources",
      'the table has timecreated; list the columns with DESCRIBE case_summary',
    ],
    [
      "COLUMN_NOT_FOUND: line 1:8: Column 'severty' cannot be resolved",
      'the table has severitycode; list the columns with DESCRIBE case_summary',
    ],
    [
      "COLUMN_NOT_FOUND: line 1:8: Column 'status' cannot be resolved",
      'the table has no status, since it holds resolved cases only; list the columns with DESCRIBE case_summary',
    ],
    [
      "COLUMN_NOT_FOUND: line 1:8: Column 'rownum' cannot be resolved",
      'write LIMIT at the end of the statement instead of rownum',
    ],
    [
      "COLUMN_NOT_FOUND: line 1:8: Column 'high' cannot be resolved",
      'list the columns with DESCRIBE case_summary; text stands in single quotes, and a name from the SELECT list is known in ORDER BY only',
    ],
    [
      "AMBIGUOUS_NAME: line 1:8: Column 'caseid' is ambiguous",
      "write the table's alias before it, as in a.caseid",
    ],
    [
      "EXPRESSION_NOT_AGGREGATE: line 1:8: 'upper(servicecode)' must be an aggregate expression or appear in GROUP BY clause",
      'add upper(servicecode) to GROUP BY, or take one of its values with arbitrary(upper(servicecode))',
    ],
    [
      'EXPRESSION_NOT_SCALAR: line 1:30: WHERE clause cannot contain aggregations, window functions or grouping operations: [sum(x)]',
      'compare an aggregate in HAVING, after GROUP BY, and a window function in a query around this one',
    ],
    ['TYPE_MISMATCH: line 1:41: Cannot apply operator: varchar >= date', TEXT_TIME],
    ['TYPE_MISMATCH: line 1:41: Cannot apply operator: timestamp(3) with time zone <= varchar', TEXT_TIME],
    ['TYPE_MISMATCH: line 1:41: Cannot check if varchar is BETWEEN date and date', TEXT_TIME],
    [
      'TYPE_MISMATCH: line 1:41: Cannot apply operator: timestamp(3) with time zone >= varchar(10)',
      "write DATE '2025-01-01' or TIMESTAMP '2025-01-01 00:00:00' instead of the text",
    ],
    [
      'TYPE_MISMATCH: line 1:41: Cannot apply operator: varchar = bigint',
      'all columns of the table are text: put the number into single quotes',
    ],
    [
      'TYPE_MISMATCH: line 1:41: Cannot apply operator: bigint > varchar(1)',
      'write the number without quotes',
    ],
    ['TYPE_MISMATCH: line 1:41: Cannot apply operator: bigint > array(bigint)', undefined],
    [
      'TYPE_MISMATCH: line 1:8: Cannot apply operator: varchar - interval day to second',
      'text is joined with ||, and a date in text is converted with try(from_iso8601_timestamp(timecreated))',
    ],
    [
      'TYPE_MISMATCH: line 1:41: IN value and list items must be the same type or coercible to a common type: varchar',
      "all columns of the table are text: quote the values, as in IN ('123456789012', '210987654321')",
    ],
    [
      'FUNCTION_NOT_FOUND: line 1:8: Unexpected parameters (varchar, varchar(5)) for function date_format. Expected: date_format(timestamp with time zone, varchar(x))',
      TEXT_TIME,
    ],
    [
      'FUNCTION_NOT_FOUND: line 1:8: Unexpected parameters (varchar) for function sum. Expected: sum(double)',
      'all columns of the table are text: write try_cast(x AS double) for a number',
    ],
    [
      'FUNCTION_NOT_FOUND: line 1:8: Unexpected parameters (varchar, varchar(1)) for function contains. Expected: contains(array(T), T)',
      "contains looks into lists: write strpos(subject, 'text') > 0",
    ],
    [
      'FUNCTION_NOT_FOUND: line 1:8: Unexpected parameters (varchar) for function md5. Expected: md5(varbinary)',
      'md5 takes bytes: write md5(to_utf8(x))',
    ],
    [
      'FUNCTION_NOT_FOUND: line 1:8: Unexpected parameters (bigint) for function lower. Expected: lower(varchar(x))',
      undefined,
    ],
    ['INVALID_CAST_ARGUMENT: Value cannot be cast to timestamp: 2025-01-15T10:30:45.123Z', TEXT_TIME],
    [
      "INVALID_CAST_ARGUMENT: Cannot cast '17-x' to BIGINT",
      'not every row holds a number: write try_cast, which is null for the others',
    ],
    [
      'TYPE_NOT_FOUND: line 1:8: Unknown type: money',
      'the types are varchar, bigint, double, boolean, date and timestamp',
    ],
    [
      'EXPRESSION_NOT_IN_DISTINCT: line 1:50: For SELECT DISTINCT, ORDER BY expressions must appear in select list',
      'add what ORDER BY names to the SELECT list, or use GROUP BY instead of DISTINCT',
    ],
    [
      'SUBQUERY_MULTIPLE_ROWS: Scalar sub-query has returned multiple rows',
      'a scalar subquery must return one row: use max(…), or IN instead of =',
    ],
    ['DIVISION_BY_ZERO: Division by zero', 'divide by nullif(x, 0), which makes null of it'],
    [
      'INVALID_PARAMETER_USAGE: line 1:1: Incorrect number of parameters: expected 1 but found 0',
      'there is nothing to fill in placeholders here: write the value itself, text in single quotes',
    ],
    ['EXCEEDED_TIME_LIMIT', undefined],
  ])('on %s', (message, hint) => expect(trinoHint(message)).toBe(hint));
});

import * as z from 'zod';
import { serviceName } from '../cases/services.ts';
import { type CaseSource, fromCases } from '../sql/case-source.ts';
import { type Sql, sql } from '../sql/literal.ts';
import { cutText } from '../tools/answer-size.ts';
import { ofCase } from '../tools/conditions.ts';
import { dataNotice, dataNoticeField } from '../tools/data-notice.ts';
import { defineTool } from '../tools/define.ts';
import { type TableResult, textOf, toRecords } from '../tools/rows.ts';

/** What the table's columns are called in the resource; without the e-mail address of the person who opened the case. */
const FIELDS = {
  case_number: 'case_number',
  account_number: 'account_number',
  subject: 'subject',
  service_code: 'servicecode',
  category_code: 'categorycode',
  severity: 'severitycode',
  time_created: 'timecreated',
  case_summary: 'case_summary',
  rca_category: 'rca_category',
  rca_reason: 'rca_reason',
  lifecycle_category: 'lifecycle_category',
  lifecycle_reason: 'lifecycle_reason',
  case_retrieval_date: 'case_retrieval_date',
} as const;

/** Longer than any text that the Case Insights pipeline writes on purpose. */
const LONGEST_TEXT = 2_000;

/** One case with everything that the table says of it. Read as a resource, run as a call like that of a tool. */
export const caseRecord = defineTool({
  name: 'read_case',
  title: 'A support case',
  description: 'One case: subject, summary, root cause, the practice that would have helped, dates.',
  inputSchema: z.strictObject({
    case_number: z.string().regex(/^\d{1,30}$/, 'must be the digits of a case number'),
  }),
  outputSchema: z.object({
    ...dataNoticeField,
    case: z.record(z.string(), z.string()).optional().describe('Absent where the caller sees no such case'),
  }),
});

export type CaseRecordInput = z.output<typeof caseRecord.inputSchema>;
export type CaseRecordOutput = z.output<typeof caseRecord.outputSchema>;

/** `case_number` is a partition key, so that Athena reads one object. */
export function caseRecordQuery({ case_number: caseNumber }: CaseRecordInput, source: CaseSource): Sql {
  return sql`SELECT case_number, account_number, subject, servicecode, categorycode, severitycode, timecreated, case_summary, rca_category, rca_reason, lifecycle_category, lifecycle_reason, case_retrieval_date
FROM ${fromCases(source)}
WHERE ${ofCase(caseNumber)}
ORDER BY account_number
LIMIT 1`;
}

/** The case without the fields that are missing or empty. */
export function caseRecordOutput(result: TableResult): CaseRecordOutput {
  const [row] = toRecords(result);
  if (row === undefined) return {};
  const fields = Object.entries(FIELDS).flatMap(([field, column]) => {
    const text = textOf(row, column)?.trim() ?? '';
    return text === '' ? [] : [[field, cutText(text, LONGEST_TEXT)] as const];
  });
  const code = textOf(row, 'servicecode');
  const named = code === null || code.trim() === '' ? [] : [['service', serviceName(code)] as const];
  return { ...dataNotice(true), case: Object.fromEntries([...fields, ...named]) };
}

import * as z from 'zod';

/** A number of things. */
export function count(description: string) {
  return z.int().min(0).describe(description);
}

const caseCount = count('Cases in the group');

/** Groups of cases, most first; shared by every tool that counts. */
export const bySeverity = z
  .array(z.object({ severity_code: z.string().describe('Severity or unknown'), case_count: caseCount }))
  .describe('Cases by severity, most first');

export const byService = z
  .array(
    z.object({
      service: z.string().describe('Name people say, or the code'),
      service_codes: z.array(z.string()).describe('Codes counted'),
      case_count: caseCount,
    }),
  )
  .describe('Cases by service, most first');

export const byRcaCategory = z
  .array(z.object({ rca_category: z.string().describe('Category or unknown'), case_count: caseCount }))
  .describe('Cases by root cause, most first');

export const byLifecycleCategory = z
  .array(z.object({ lifecycle_category: z.string().describe('Category or unknown'), case_count: caseCount }))
  .describe('Cases by lifecycle practice, most first');

export const byMonth = z
  .array(z.object({ month: z.string().describe('YYYY-MM'), case_count: caseCount }))
  .describe('Cases by month, oldest first');

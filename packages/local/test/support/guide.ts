import { analyzeCaseSummaries, type ToolDefinition } from '@case-insights/core/tools';
import type { RunningStack } from '@case-insights/testing/local-stack';
import { sharedStack } from '@case-insights/testing/shared-stacks';
import { expect } from 'vitest';
import type * as z from 'zod';
import type { CaseRecord, SampleCase } from '../../src/cases/index.ts';
import { openedWithin, PINNED_CASES } from './expected.ts';

/* What the two parts of the deployment guide that call tools have in common. */

/** Dated examples run on cases up to 2025-08-01, those that look back from today on cases up to today. */
export interface GuideStacks {
  readonly pinned: RunningStack;
  readonly current: RunningStack;
}

export async function guideStacks(): Promise<GuideStacks> {
  const [pinned, current] = await Promise.all([sharedStack('pinned'), sharedStack('current')]);
  return { pinned, current };
}

/** Whether a field of a case matches. */
export const having = (field: keyof CaseRecord, pattern: RegExp) => (found: SampleCase) =>
  pattern.test(found.record[field] ?? '');
export const isEc2 = having('serviceCode', /elastic-compute-cloud/);
export const isRds = having('serviceCode', /relational-database/);

/** Calls over REST; the answer is what the tool's output schema promises, or the test fails. */
export async function callTool<T extends ToolDefinition>(
  stack: RunningStack,
  tool: T,
  body: string,
): Promise<z.output<T['outputSchema']>> {
  const response = await stack.send('POST', `/tools/${tool.name}`, body);
  const answer = await response.json();
  expect(answer).not.toHaveProperty('error');
  expect(response.status).toBe(200);
  return tool.outputSchema.parse(answer) as z.output<T['outputSchema']>;
}

/** Sends an example of analyze_case_summaries to a stack with the pinned cases, and checks every field of the answer. */
export async function expectAnalysis(
  stack: RunningStack,
  body: string,
  matches: (found: SampleCase) => boolean,
): Promise<void> {
  const asked: Record<string, string> = JSON.parse(body);
  const answer = await callTool(stack, analyzeCaseSummaries, body);
  const expected = openedWithin(PINNED_CASES, asked.start_date!, asked.end_date!).filter(matches);
  const available = expected.filter(({ record }) => record.Case_Summary !== null).length;
  expect(answer).toMatchObject({
    filters_applied: {
      date_range: `${asked.start_date} to ${asked.end_date}`,
      severity_code: asked.severity_code ?? null,
      service_code: asked.service_code ?? null,
      case_id: null,
      rca_category: asked.rca_category ?? null,
      lifecycle_category: null,
    },
    total_cases_found: expected.length,
    summaries_available: available,
    summaries_analyzed: Math.min(available, 200),
    token_management: { estimated_input_tokens: expect.any(Number), max_input_tokens: 180_000 },
    analysis_question: asked.analysis_question,
    model_used: expect.any(String),
    query_execution_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  const numbers = new Set(expected.map(({ caseNumber }) => caseNumber));
  expect(answer.sample_cases).toHaveLength(Math.min(expected.length, 5));
  expect(answer.sample_cases.every((sample) => numbers.has(sample.case_number ?? ''))).toBe(true);
  expect(answer.analysis).toMatch(/\w/);
}

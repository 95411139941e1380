import type { ToolName } from '@case-insights/core/names';
import { Tiktoken } from 'js-tiktoken/lite';
import o200k from 'js-tiktoken/ranks/o200k_base';

/** The day on which the sample ends that the answers are measured on. */
export const UNTIL = '2025-08-01';

/** An answer whose size is limited, since a model reads all of it. */
export interface MeasuredAnswer {
  readonly name: string;
  readonly tool: ToolName;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** Tokens of o200k_base, the tokenizer of current OpenAI models; the target of the answer. */
  readonly atMost: number;
}

export const MEASURED_ANSWERS: readonly MeasuredAnswer[] = [
  {
    name: 'summary of 30 days',
    tool: 'get_case_summary',
    arguments: { start_date: '2025-07-02', end_date: UNTIL },
    atMost: 500,
  },
  {
    name: 'trends of 90 days',
    tool: 'get_service_trends',
    arguments: { start_date: '2025-05-03', end_date: UNTIL },
    atMost: 2_000,
  },
  {
    name: 'trends of 180 days',
    tool: 'get_service_trends',
    arguments: { start_date: '2025-02-02', end_date: UNTIL },
    atMost: 3_200,
  },
  {
    name: 'ten cases of a root cause',
    tool: 'get_rca_analysis',
    arguments: { rca_category: 'Throttling' },
    atMost: 900,
  },
  {
    name: 'analysis of 200 cases',
    tool: 'analyze_case_summaries',
    arguments: { start_date: '2025-01-01', end_date: UNTIL },
    // 2,500 for the answer, and 200 for each of 20 problems.
    atMost: 6_500,
  },
];

const tokenizer = new Tiktoken(o200k);

export function tokensOf(text: string): number {
  return tokenizer.encode(text, [], []).length;
}

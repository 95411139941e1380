import type { ToolName } from '@case-insights/core/names';
import * as z from 'zod';
import type { Check } from './check.ts';
import { post, readAnswer, type Spending, type Stage } from './stage.ts';

/** The fields of any tool's answer that tell its cost. */
const COST = z.looseObject({
  query_execution_id: z.string().nullish(),
  data_scanned_bytes: z.number().optional(),
  usage: z.looseObject({ input_tokens: z.number(), output_tokens: z.number() }).optional(),
  summaries_analyzed: z.number().optional(),
  token_management: z.looseObject({ estimated_input_tokens: z.number() }).optional(),
});

/**
 * Tools on a small time window; a new one is called once it has a line here. The two that may call a model are skipped
 * with `--no-model`.
 */
export function toolChecks(stage: Stage, options: { model: boolean }): readonly Check[] {
  const yesterday = new Date(Date.parse(stage.today) - 86_400_000).toISOString().slice(0, 10);
  const answers = (
    tool: ToolName,
    input: Readonly<Record<string, unknown>>,
    expected: z.ZodRawShape,
  ): Check => {
    const name = `${tool} answers`;
    if (!options.model && tool.startsWith('analyze_')) return { name, skip: '--no-model' };
    const run = async () => {
      const response = await post(stage, `/tools/${tool}`, input);
      return spend(stage.spending, await readAnswer(response, COST.extend(expected)));
    };
    return { name, run };
  };
  return [
    answers(
      'query_athena',
      { query: 'SELECT 1 AS one', max_results: 1 },
      { rows: z.tuple([z.object({ one: z.literal(1) })]) },
    ),
    answers('get_case_summary', { days_back: 1 }, { total_cases: z.number() }),
    answers(
      'get_rca_analysis',
      { rca_category: 'Throttling', limit: 1 },
      { total_cases: z.number(), cases: z.array(z.unknown()) },
    ),
    answers('get_service_trends', { days_back: 7 }, { services: z.array(z.unknown()) }),
    answers(
      'analyze_with_bedrock',
      { data: 'service,cases\nEC2,2\nS3,1\n', analysis_prompt: 'Which service has more cases? One word.' },
      { analysis: z.string().min(1) },
    ),
    answers(
      'analyze_case_summaries',
      { start_date: yesterday, end_date: stage.today, max_cases: 1 },
      { total_cases_found: z.number(), analysis: z.string().min(1) },
    ),
  ];
}

/** Adds the cost of one answer. Returns a note on the tokens if a model was called. */
function spend(spending: Spending, answer: z.output<typeof COST>): string | undefined {
  if (typeof answer.query_execution_id === 'string') spending.queries += 1;
  spending.data_scanned_bytes += answer.data_scanned_bytes ?? 0;
  // An analysis of cases reports an estimate; when no case was found, no model was called.
  const estimated = answer.summaries_analyzed ? answer.token_management?.estimated_input_tokens : 0;
  const input = answer.usage?.input_tokens ?? estimated ?? 0;
  spending.input_tokens += input;
  spending.output_tokens += answer.usage?.output_tokens ?? 0;
  return input === 0 ? undefined : `${input} input tokens`;
}

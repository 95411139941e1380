import * as z from 'zod';
import { says } from './answer-score.ts';
import { QUESTIONS, type Question } from './questions.ts';
import { type EvaluatedStack, withStack } from './stack.ts';

// Asks the thirty questions of the local stack, over the real bridge, and prints a score by question. The model is the
// extractive stand-in, which shows that the facts arrive, or whatever answers at LOCAL_LLM_URL. Ends with an error only
// when a call fails: a wrong answer is a finding.

const table = z.object({ rows: z.array(z.record(z.string(), z.unknown())) });
const analysis = z.object({
  analysis: z.string(),
  model_used: z.string(),
  citations: z.record(z.string(), z.string()).default({}),
  citations_removed: z.number().default(0),
});

await withStack({ args: ['--until', '2025-08-01'] }, evaluate);

async function evaluate(stack: EvaluatedStack): Promise<void> {
  let right = 0;
  let cited = 0;
  let removed = 0;
  let model = '';
  for (const [index, question] of QUESTIONS.entries()) {
    const expected = question.expected(await truthOf(stack, question));
    const filters = Object.entries(question.filters)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ');
    const answer = analysis.parse(
      await stack.call('analyze_case_summaries', {
        ...question.filters,
        analysis_question: question.question,
      }),
    );
    const missing = expected.filter((fact) => !says(answer.analysis, fact));
    if (missing.length === 0) right++;
    cited += Object.keys(answer.citations).length;
    removed += answer.citations_removed;
    model = answer.model_used;
    const verdict = missing.length === 0 ? 'right' : 'WRONG';
    console.log(`${String(index + 1).padStart(2)} ${verdict}  ${question.question}  [${filters}]`);
    console.log(
      `          expected ${expected.join(', ')}${missing.length === 0 ? '' : `; missing ${missing.join(', ')}`}`,
    );
  }
  const behind = process.env.LOCAL_LLM_URL ? ` (answered by ${process.env.LOCAL_LLM_URL})` : '';
  console.log(
    `\n${right} of ${QUESTIONS.length} right with ${model}${behind}; ${cited} real citations, ${removed} made up and removed.`,
  );
}

async function truthOf(stack: EvaluatedStack, { truth }: Question) {
  if (truth === undefined) return [];
  return table.parse(await stack.call('query_athena', { query: truth, max_results: 1000 })).rows;
}

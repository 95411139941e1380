import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Client } from '@modelcontextprotocol/client';
import { z } from 'zod';
import { connectBridge } from '../src/demo/client.ts';
import type { StackDescription } from '../src/stack.ts';
import { says } from './answer-score.ts';
import { QUESTIONS, type Question } from './questions.ts';

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

const local = spawn(
  process.execPath,
  [fileURLToPath(new URL('local.js', import.meta.url)), '--json', '--until', '2025-08-01'],
  {
    stdio: ['pipe', 'pipe', 'inherit'],
  },
);
try {
  const description = await ready();
  const client = await connectBridge(description);
  try {
    await evaluate(client);
  } finally {
    await client.close();
  }
} finally {
  local.kill('SIGTERM');
}

/** The stack's own account of itself, its first line. Throws when it ends without one. */
async function ready(): Promise<StackDescription> {
  const lines = createInterface({ input: local.stdout });
  const [line] = await Promise.race([once(lines, 'line'), once(local, 'exit').then(() => [])]);
  if (typeof line !== 'string')
    throw new Error('The local stack ended before it was ready; run pnpm build first.');
  return JSON.parse(line);
}

async function evaluate(client: Client): Promise<void> {
  let right = 0;
  let cited = 0;
  let removed = 0;
  let model = '';
  for (const [index, question] of QUESTIONS.entries()) {
    const expected = question.expected(await truthOf(client, question));
    const filters = Object.entries(question.filters)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ');
    const answer = analysis.parse(
      await call(client, 'analyze_case_summaries', {
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

async function truthOf(client: Client, { truth }: Question) {
  if (truth === undefined) return [];
  return table.parse(await call(client, 'query_athena', { query: truth, max_results: 1000 })).rows;
}

async function call(client: Client, name: string, args: Record<string, unknown>): Promise<unknown> {
  const result = await client.callTool({ name, arguments: args }, { timeout: 15 * 60_000 });
  if (result.isError)
    throw new Error(
      `${name} failed: ${result.content.map((part) => ('text' in part ? part.text : '')).join(' ')}`,
    );
  return result.structuredContent;
}

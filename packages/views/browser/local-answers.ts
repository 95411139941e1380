import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { EXAMPLES } from '../src/preview/examples.ts';

const LOCAL = fileURLToPath(new URL('../../local/dist/local.js', import.meta.url));

export type Answers = Readonly<Record<keyof typeof EXAMPLES, Readonly<Record<string, unknown>>>>;

/** What the real server answers to the example of each view, from 1,500 generated cases. Starts and stops the local stack. */
export async function localAnswers(): Promise<Answers> {
  const child = spawn(process.execPath, [LOCAL, '--json'], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line]: string[] = await once(createInterface({ input: child.stdout }), 'line');
    const { viewsPage }: { viewsPage: string } = JSON.parse(line ?? '{}');
    const call = async (name: keyof typeof EXAMPLES) => {
      const response = await fetch(`${viewsPage}/call`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name, arguments: EXAMPLES[name]() }),
      });
      const { structuredContent } = await response.json();
      if (structuredContent === undefined) throw new Error(`${name} failed: ${response.status}`);
      return structuredContent;
    };
    return {
      get_case_summary: await call('get_case_summary'),
      get_service_trends: await call('get_service_trends'),
      analyze_case_summaries: await call('analyze_case_summaries'),
      query_athena: await call('query_athena'),
    };
  } finally {
    child.kill();
    await once(child, 'close');
  }
}

import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import type { LocalStack, RunningStack } from '@case-insights/testing/local-stack';
import { listenDuringTest } from '@case-insights/testing/loopback';
import { sharedStack } from '@case-insights/testing/shared-stacks';
import { temporaryFolder } from '@case-insights/testing/temporary-folder';
import { describe, expect, it, onTestFinished } from 'vitest';
import { generateCases, writeCaseFolder } from '../src/cases/index.ts';
import { startLocal, UNTIL } from './support/stack.ts';

async function start(...parameters: Parameters<typeof startLocal>): Promise<LocalStack> {
  const stack = await startLocal(...parameters);
  onTestFinished(() => stack.stop());
  return stack;
}

const call = async (stack: LocalStack, tool: string, body: unknown) => {
  const response = await stack.send('POST', `/tools/${tool}`, body);
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
};

describe('--data', () => {
  it('serves the cases of a folder, and changes nothing in it', async () => {
    const folder = temporaryFolder();
    const cases = generateCases({ count: 250, seed: 7, until: UNTIL });
    await writeCaseFolder(folder, cases);
    const before = readdirSync(folder, { recursive: true });
    const stack = await start({}, ['--data', folder]);
    const { answer } = await call(stack, 'query_athena', {
      query: 'SELECT case_number, account_number, subject FROM case_summary',
      max_results: 1000,
    });
    const key = (row: { case_number: string; account_number: string; subject: string | null }) =>
      JSON.stringify(row);
    expect((answer.rows as Parameters<typeof key>[0][]).map(key).sort()).toEqual(
      cases
        .map(({ accountNumber, caseNumber, record }) =>
          key({ case_number: caseNumber, account_number: accountNumber, subject: record.subject }),
        )
        .sort(),
    );
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
  });
});

describe('--hostile', () => {
  const since = "from_iso8601_timestamp(timecreated) >= current_date - interval '30' day";

  it('makes the guide’s own date filter fail, as it does in Athena, but no tool', async () => {
    const stack = await start({}, ['--hostile', '--until', UNTIL]);
    const count = (condition: string) =>
      call(stack, 'query_athena', { query: `SELECT count(*) AS n FROM case_summary WHERE ${condition}` });
    expect(await count(since)).toMatchObject({ status: 400, answer: { code: 'query_failed' } });
    expect(
      await count(
        since.replace('from_iso8601_timestamp(timecreated)', 'try(from_iso8601_timestamp(timecreated))'),
      ),
    ).toMatchObject({
      status: 200,
    });
    for (const [tool, body] of [
      ['get_case_summary', { days_back: 3650 }],
      ['get_service_trends', { days_back: 3650 }],
      ['get_rca_analysis', { rca_category: 'Throttling' }],
      ['analyze_case_summaries', { start_date: '2023-01-01', end_date: '2025-12-31' }],
    ] as const) {
      expect(await call(stack, tool, body), tool).toMatchObject({ status: 200 });
    }
  });
});

describe('LOCAL_LLM_URL', () => {
  it('lets an OpenAI-compatible server answer instead of the built-in model', async () => {
    const prompts: string[] = [];
    const server = createServer(async (request, response) => {
      prompts.push(await text(request));
      const piece = (delta: object, finish: string | null = null) =>
        `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(
        `${piece({ content: 'an answer from ' })}${piece({ content: 'elsewhere' })}${piece({}, 'stop')}data: [DONE]\n\n`,
      );
    });
    const url = `${await listenDuringTest(server)}/v1`;
    const stack = await start({}, ['--cases', '100', '--until', UNTIL], { LOCAL_LLM_URL: url });
    const { answer } = await call(stack, 'analyze_with_bedrock', {
      data: 'EC2,45',
      analysis_prompt: 'Which service?',
    });
    expect(answer).toMatchObject({
      analysis: 'an answer from elsewhere',
      model_used: 'local.openai-compatible',
    });
    expect(prompts.join()).toContain('EC2,45');
    expect(prompts.join()).toContain('Which service?');
  });
});

describe('CORS', () => {
  const origin = 'https://app.example';
  const preflight = (stack: RunningStack, from: string) =>
    fetch(`${stack.endpoint}/mcp`, {
      method: 'OPTIONS',
      headers: { origin: from, 'access-control-request-method': 'POST' },
    });

  it('lets a configured origin in, and no other', async () => {
    const stack = await start({ corsOrigins: [origin] }, ['--cases', '100', '--until', UNTIL]);
    const allowed = await preflight(stack, origin);
    expect(allowed.ok).toBe(true);
    expect(allowed.headers.get('access-control-allow-origin')).toBe(origin);
    expect(
      (await preflight(stack, 'https://evil.example')).headers.get('access-control-allow-origin'),
    ).toBeNull();
    const answered = await stack.send('GET', '/tools', undefined, { headers: { origin } });
    expect(answered.headers.get('access-control-allow-origin')).toBe(origin);
  });

  it('is off unless it is asked for', async () => {
    const stack = await sharedStack('pinned');
    expect((await preflight(stack, origin)).status).toBe(403);
    const answered = await stack.send('GET', '/tools', undefined, { headers: { origin } });
    expect(answered.headers.has('access-control-allow-origin')).toBe(false);
  });
});

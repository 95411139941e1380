import { RECORDED_REFUSALS } from '@case-insights/core/recorded-refusals';
import { BRIDGE } from '@case-insights/testing/bundles';
import { bareEnvironment, signingAs } from '@case-insights/testing/environment';
import type { LocalStack } from '@case-insights/testing/local-stack';
import { runScript } from '@case-insights/testing/processes';
import { temporaryFolder } from '@case-insights/testing/temporary-folder';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, type TestClient, type ToolResult } from './support/clients.ts';
import { startLocal } from './support/stack.ts';

const QUESTION = { data: 'service,cases\nEC2,45\nS3,23', analysis_prompt: 'Which service has most cases?' };
const MODEL = 'openai.gpt-oss-120b-1:0';
const RETIRED = 'anthropic.claude-3-haiku-20240307-v1:0';
const LIVING = 'local.extractive-v1';

/**
 * The SDK waits a random part of a limit before each of its attempts: none of it is waited for, and all attempts are
 * made.
 */
const WITHOUT_BACK_OFF = { NODE_OPTIONS: '--import=data:text/javascript,Math.random=()=>0' };

type Answer = Record<string, unknown>;

async function overRest(
  stack: LocalStack,
  question: object = QUESTION,
): Promise<{ status: number; answer: Answer }> {
  const response = await stack.send('POST', '/tools/analyze_with_bedrock', question);
  return { status: response.status, answer: (await response.json()) as Answer };
}

async function overMcp(stack: LocalStack, question: object = QUESTION): Promise<ToolResult> {
  const call = {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: 'analyze_with_bedrock', arguments: question },
  };
  const response = await stack.send('POST', '/mcp', call, { headers: { accept: 'application/json' } });
  const { result } = (await response.json()) as { result: ToolResult };
  return result;
}

function overBridge(stack: LocalStack) {
  const { data, analysis_prompt } = QUESTION;
  return runScript(
    BRIDGE,
    [
      'call',
      'analyze_with_bedrock',
      `data=${data}`,
      `analysis_prompt=${analysis_prompt}`,
      '--url',
      stack.endpoint,
    ],
    { env: { ...bareEnvironment(temporaryFolder()), ...signingAs(stack.identities.allowed, stack.region) } },
  );
}

/** What a caller is told: a code and a sentence, or which model answered and what. */
interface Told {
  readonly code?: unknown;
  readonly sentence?: unknown;
  readonly model?: unknown;
  readonly analysis?: unknown;
  readonly note?: unknown;
}

function toldByRest({ status, answer }: { status: number; answer: Answer }): Told {
  return status === 200 ? toldByAnswer(answer) : { code: answer.code, sentence: answer.error };
}

function toldByMcp({ isError = false, content, structuredContent, _meta }: ToolResult): Told {
  const text = content[0]?.text ?? '';
  if (isError) return { ...(_meta?.['case-insights/error'] as { code: unknown }), sentence: text };
  expect(JSON.parse(text)).toEqual(structuredContent);
  return toldByAnswer(structuredContent as Answer);
}

function toldByAnswer({ model_used: model, analysis, data_note: note }: Answer): Told {
  return { model, analysis, ...(note === undefined ? {} : { note }) };
}

describe('each recorded refusal of Bedrock', () => {
  let stack: LocalStack;
  let bridge: TestClient;
  beforeAll(async () => {
    stack = await startLocal({
      variables: { BEDROCK_MODEL_ID: MODEL, BEDROCK_GUARDRAIL_ID: 'abcdefgh1234', ...WITHOUT_BACK_OFF },
    });
    bridge = await connect('v2, 2025-11-25', stack);
  });
  afterAll(async () => {
    await bridge?.close();
    await stack?.stop();
  });

  /**
   * Has Bedrock refuse, and asks over REST, MCP and the bridge: each its own question, since answers are kept, and one after the
   * other, since an instance of the function that is free costs less than one that starts.
   */
  const refuse = async (name: string) => {
    const response = await fetch(`${stack.bedrockEndpoint}/local/fault/${name}`, { method: 'PUT' });
    expect(response.status).toBe(204);
    const question = (surface: string) => ({
      ...QUESTION,
      analysis_prompt: `What of ${name} over ${surface}?`,
    });
    const rest = await overRest(stack, question('REST'));
    const mcp = await overMcp(stack, question('MCP'));
    const relayed = await bridge.callTool('analyze_with_bedrock', question('the bridge'));
    return { status: rest.status, rest: toldByRest(rest), mcp: toldByMcp(mcp), bridge: toldByMcp(relayed) };
  };

  it('is answered by its own sentence, or by an answer to a request without what was refused, and alike over REST, MCP and the bridge', {
    timeout: 240_000,
  }, async () => {
    const answers: string[] = [];
    for (const name of Object.keys(RECORDED_REFUSALS)) {
      const { status, rest, mcp, bridge } = await refuse(name);
      answers.push(`${name}: ${status} ${rest.code ?? rest.model} ${rest.sentence ?? ''}`.trimEnd());
      expect({ name, ...mcp }).toMatchObject({ name, ...rest });
      expect({ name, ...bridge }).toMatchObject({ name, ...rest });
    }
    await expect(`${answers.join('\n')}\n`).toMatchFileSnapshot('fixtures/bedrock-refusals.txt');
    expect(answers.filter((line) => line.includes('internal'))).toEqual([
      expect.stringMatching(/^internal-failure: 502 model_unavailable/),
    ]);
  });

  it('passes on what a guardrail puts in place of the answer, with a note, over REST, MCP and the bridge', async () => {
    const told = {
      model: MODEL,
      analysis: 'Sorry, the model cannot answer this question.',
      note: 'The guardrail of this deployment intervened: it replaced the answer or masked parts of it.',
    };
    expect(await refuse('guardrail-intervened')).toEqual({
      status: 200,
      rest: told,
      mcp: told,
      bridge: told,
    });
  });
});

describe('a list of models whose first has ended', () => {
  let stack: LocalStack;
  beforeAll(async () => {
    stack = await startLocal({
      // No answer is kept, so that the model is asked over each surface.
      variables: { BEDROCK_MODEL_ID: `${RETIRED},${LIVING}`, WORK_LOCATION: '' },
      // One instance, which keeps the model that it found.
      concurrency: 1,
      bedrockFaults: { [RETIRED]: 'end-of-life' },
    });
  });
  afterAll(() => stack?.stop());

  const NOTE = `${LIVING} was used instead of ${RETIRED}. The model ${RETIRED} has reached end of life: set BedrockModelId to a model that this region offers; aws bedrock list-foundation-models lists them with their status.`;

  it('is answered by the second over REST, MCP and the bridge, which say so', async () => {
    const { status, answer } = await overRest(stack);
    expect(status).toBe(200);
    expect(answer).toMatchObject({ model_used: LIVING, data_note: NOTE });
    expect(toldByMcp(await overMcp(stack))).toMatchObject({
      model: LIVING,
      note: expect.stringContaining(NOTE),
    });
    const { code, stdout } = await overBridge(stack);
    expect(code).toBe(0);
    expect(stdout).toContain(NOTE);
  });

  it('names the model in use and its status at GET /, once it is known', async () => {
    await expect
      .poll(async () => {
        const { model } = (await (await stack.send('GET', '/')).json()) as Answer;
        return model;
      })
      .toEqual({ id: LIVING, status: 'ACTIVE', ends: null });
  });

  it('says so in the explanation of an analysis of cases, with the second model’s limits', async () => {
    const response = await stack.send('POST', '/tools/analyze_case_summaries', {
      start_date: '2025-01-01',
      end_date: '2025-01-31',
      max_cases: 20,
    });
    const answer = (await response.json()) as {
      model_used: string;
      token_management: { explanation: string };
    };
    expect(answer.model_used).toBe(LIVING);
    expect(answer.token_management.explanation.startsWith(NOTE)).toBe(true);
  });

  it('warns once in the life of the instance', () => {
    const warnings = stack
      .functionLog()
      .filter(({ message }) => message === 'a model cannot be asked and is passed over for the next');
    expect(warnings).toMatchObject([{ level: 'WARN', model_id: RETIRED, reason: 'retired' }]);
  });
});

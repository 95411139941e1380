import { RECORDED_REFUSALS, type RefusalName } from '@case-insights/core/recorded-refusals';
import { BRIDGE } from '@case-insights/testing/bundles';
import { bareEnvironment, signingAs } from '@case-insights/testing/environment';
import type { LocalStack } from '@case-insights/testing/local-stack';
import { runScript } from '@case-insights/testing/processes';
import { temporaryFolder } from '@case-insights/testing/temporary-folder';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocal } from './support/stack.ts';

const QUESTION = { data: 'service,cases\nEC2,45\nS3,23', analysis_prompt: 'Which service has most cases?' };
const RETIRED = 'anthropic.claude-3-haiku-20240307-v1:0';
const LIVING = 'local.extractive-v1';

type Answer = Record<string, unknown>;

async function overRest(stack: LocalStack): Promise<{ status: number; answer: Answer }> {
  const response = await stack.send('POST', '/tools/analyze_with_bedrock', QUESTION);
  return { status: response.status, answer: (await response.json()) as Answer };
}

async function overMcp(stack: LocalStack): Promise<{ text: string; isError: boolean }> {
  const call = {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: 'analyze_with_bedrock', arguments: QUESTION },
  };
  const response = await stack.send('POST', '/mcp', call, { headers: { accept: 'application/json' } });
  const { result } = (await response.json()) as {
    result: { isError?: boolean; content: { text: string }[] };
  };
  return { text: result.content[0]?.text ?? '', isError: result.isError ?? false };
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

describe('each recorded refusal of Bedrock', () => {
  let stack: LocalStack;
  beforeAll(async () => {
    stack = await startLocal({ variables: { BEDROCK_MODEL_ID: 'openai.gpt-oss-120b-1:0' } });
  }, 60_000);
  afterAll(() => stack?.stop());

  const refuse = async (name: RefusalName) => {
    const response = await fetch(`${stack.bedrockEndpoint}/local/fault/${name}`, { method: 'PUT' });
    expect(response.status).toBe(204);
  };

  it('is answered over REST by its own sentence, or by an answer to a request without what was refused', async () => {
    const answers: string[] = [];
    for (const name of Object.keys(RECORDED_REFUSALS) as RefusalName[]) {
      await refuse(name);
      const { status, answer } = await overRest(stack);
      answers.push(`${name}: ${status} ${answer.code ?? answer.model_used} ${answer.error ?? ''}`.trimEnd());
    }
    await expect(`${answers.join('\n')}\n`).toMatchFileSnapshot('fixtures/bedrock-refusals.txt');
    expect(answers.filter((line) => line.includes('internal'))).toEqual([
      expect.stringMatching(/^internal-failure: 502 model_unavailable/),
    ]);
  }, 180_000);

  it.each(['end-of-life', 'tokens-per-day', 'unknown-validation'] as const)(
    'says the same over REST, MCP and the bridge: %s',
    async (name) => {
      await refuse(name);
      const { answer } = await overRest(stack);
      expect(await overMcp(stack)).toEqual({ text: answer.error, isError: true });
      const { code, stdout, stderr } = await overBridge(stack);
      expect(code).not.toBe(0);
      expect(`${stdout}${stderr}`).toContain(answer.error);
    },
    60_000,
  );
});

describe('a list of models whose first has ended', () => {
  let stack: LocalStack;
  beforeAll(async () => {
    stack = await startLocal({
      variables: { BEDROCK_MODEL_ID: `${RETIRED},${LIVING}` },
      // One instance, which keeps the model that it found.
      concurrency: 1,
      bedrockFaults: { [RETIRED]: 'end-of-life' },
    });
  }, 60_000);
  afterAll(() => stack?.stop());

  const NOTE = `${LIVING} was asked in place of ${RETIRED}. The model ${RETIRED} has reached the end of its life: set BedrockModelId to a model that this region offers; aws bedrock list-foundation-models lists them with their status.`;

  it('is answered by the second over REST, MCP and the bridge, which say so', async () => {
    const { status, answer } = await overRest(stack);
    expect(status).toBe(200);
    expect(answer).toMatchObject({ model_used: LIVING, data_note: NOTE });
    const { text, isError } = await overMcp(stack);
    expect(isError).toBe(false);
    expect(JSON.parse(text)).toMatchObject({ model_used: LIVING, data_note: NOTE });
    const { code, stdout } = await overBridge(stack);
    expect(code).toBe(0);
    expect(stdout).toContain(NOTE);
  }, 60_000);

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
  }, 60_000);

  it('warns once in the life of the instance', () => {
    const warnings = stack
      .functionLog()
      .filter(({ message }) => message === 'a model cannot be asked and is passed over for the next');
    expect(warnings).toMatchObject([{ level: 'WARN', model_id: RETIRED, reason: 'retired' }]);
  });
});

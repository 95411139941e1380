import { analyzeWithBedrock } from '@case-insights/core/tools';
import { describe, expect, it } from 'vitest';
import { answerOf, type TestSetting, testContext } from '../analysis/testing/context.ts';
import { InputTooLongError, ModelPassedOver } from '../call/ports.ts';
import { analyzeWithBedrockTool } from './analyze-with-bedrock.ts';

async function analyze(data: string, setting: TestSetting = {}, question = 'What stands out?') {
  const test = testContext(setting);
  const output = await analyzeWithBedrockTool.prepare({ data, analysis_prompt: question })(test.context);
  const prompt = test.requests.at(-1)?.prompt ?? '';
  const [before = '', inside = ''] = prompt.split(/<<<DATA-[0-9a-f]{24}\n|\nDATA-[0-9a-f]{24}>>>/);
  return { ...test, output: analyzeWithBedrock.outputSchema.parse(output), before, inside };
}

const rows = (count: number) =>
  Array.from({ length: count }, (_, row) => ({
    service: `service-${row}`,
    cases: row,
    note: 'slow answers were reported',
  }));

describe('analyze_with_bedrock', () => {
  it('sends data that fits as it is, fenced, and reports what the call took', async () => {
    const data = '[{"service": "EC2", "cases": 45}, {"service": "S3", "cases": 23}]';
    const { output, before, inside } = await analyze(data, { answer: () => answerOf('EC2 has most.') });
    expect(inside).toBe(data);
    expect(before).toContain('What stands out?');
    expect(before).toContain('The data is JSON.');
    expect(output).toEqual({
      analysis: 'EC2 has most.',
      model_used: 'anthropic.claude-3-haiku-20240307-v1:0',
      usage: { input_tokens: 1000, output_tokens: 50 },
      data_truncated: false,
    });
  });

  it.each([
    ['JSON', JSON.stringify({ total: 400, rows: rows(400) }), /^\{"total":400,"rows":\[\{.*\}\]\}$/s, 'rows'],
    [
      'CSV',
      `service,cases\n${rows(800)
        .map(({ service, cases }) => `${service},${cases}`)
        .join('\n')}`,
      /^service,cases\nservice-0,0\n.*,\d+$/s,
      'rows',
    ],
    [
      'text',
      rows(400)
        .map(({ service, note }) => `${note} by ${service} again`)
        .join('\n'),
      /^slow answers .* again$/s,
      'lines',
    ],
  ])(
    'packs whole rows of %s under the limit and says what it left out',
    async (format, data, shape, unit) => {
      const { output, before, inside, messages } = await analyze(data, { limits: { maxInputTokens: 3_000 } });
      expect(inside).toMatch(shape);
      if (format === 'JSON') expect(JSON.parse(inside).rows.length).toBeGreaterThan(20);
      expect(output.data_truncated).toBe(true);
      expect(output.data_note).toMatch(
        new RegExp(`^Only ${unit} 1 to \\d+ of \\d+ fit; the other \\d+ ${unit} were left out\\.$`),
      );
      expect(before).toContain(output.data_note);
      expect(Number(/about (\d+) tokens/.exec(messages[0] ?? '')?.[1])).toBeLessThanOrEqual(3_000);
    },
  );

  it('sends the beginning of a row that is larger than a call', async () => {
    const { output, inside } = await analyze('word '.repeat(50_000), { limits: { maxInputTokens: 2_000 } });
    expect(inside).toMatch(/^word word .*…$/);
    expect(output).toMatchObject({
      data_truncated: true,
      data_note: expect.stringContaining('only its beginning'),
    });
  });

  it('sends less when the model refuses the length, and says so', async () => {
    const { output, requests } = await analyze(JSON.stringify(rows(200)), {
      answer: (_, call) => {
        if (call === 1) throw new InputTooLongError('too long', undefined, undefined);
        return answerOf('Fine.');
      },
    });
    expect(requests[1]?.prompt.length).toBeLessThan(requests[0]?.prompt.length ?? 0);
    expect(output.data_truncated).toBe(true);
    expect(output.data_note).toContain('The model rejected the input as too long');
  });

  it('says that an answer was cut', async () => {
    const { output } = await analyze('a', {
      answer: () => answerOf('Half an', { stopReason: 'max_tokens' }),
    });
    expect(output.data_note).toBe('The answer was cut at 4096 tokens.');
    expect(output.data_truncated).toBe(false);
  });

  it('says that a model takes less than the question alone', async () => {
    const refused = analyze('a', {
      answer: () => {
        throw new InputTooLongError('too long', 213_462, 200);
      },
    });
    await expect(refused).rejects.toMatchObject({
      code: 'payload_too_large',
      message:
        'The model rejected the input as too long (213462 tokens, limit 200), and less leaves no room for data: ask a shorter question, or set BedrockModelId to a model that takes more.',
    });
  });

  it('names the model that answered, and why not the first', async () => {
    const { output } = await analyze('a', {
      modelId: 'a.first',
      nextModelId: 'b.second',
      answer: (_, call) => {
        if (call === 1) throw new ModelPassedOver('a.first');
        return answerOf('Yes.');
      },
    });
    expect(output).toMatchObject({
      model_used: 'b.second',
      data_note: 'b.second was used instead of a.first.',
    });
  });

  it('refuses a question that leaves no room for data', async () => {
    const long = analyze('a', { limits: { maxInputTokens: 1_000 } }, 'why '.repeat(2_000));
    await expect(long).rejects.toMatchObject({ code: 'payload_too_large' });
  });
});

import { describe, expect, it } from 'vitest';
import { PROFILES_ONLY, US_EAST_1 } from './aws-stub/regions.ts';
import { stubbedAccount } from './stubbed-account.ts';

const account = stubbedAccount();
const deploy = (...args: string[]) => account.run('deploy', ...args);
const deployed = () => [...account.stub.cloudFormation.stacks.values()][0]?.parameters;

const ENDED = 'anthropic.claude-3-haiku-20240307-v1:0';
const LIVING = 'Living models here: openai.gpt-oss-120b-1:0, amazon.nova-lite-v1:0, ';

describe('deploy without --model', () => {
  it("shows the region's living models and takes those of the default list that it has", async () => {
    const { stderr, code } = await deploy();
    expect(code, stderr).toBe(0);
    const table = stderr.split('\n').filter((line) => line.startsWith('  ') && / (stays|leaves) /.test(line));
    expect(table.map((line) => line.trim().replaceAll(/ {2,}/g, ' | '))).toEqual([
      'amazon.nova-lite-v1:0 | 300K | 0.06 / 0.24 | stays | nothing',
      'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3d4e5f6 | 300K | 0.06 / 0.24 | stays | nothing',
      'meta.llama3-3-70b-instruct-v1:0 | 128K | 0.72 / 0.72 | stays | nothing | Legacy',
      'mistral.mistral-7b-instruct-v0:2 | 32K | 0.15 / 0.2 | stays | nothing | 2127-03-30',
      'openai.gpt-oss-120b-1:0 | 128K | 0.15 / 0.6 | stays | nothing',
      'somebody.brand-new-v1:0 | ? | ? | stays | ?',
      'global.anthropic.claude-haiku-4-5-20251001-v1:0 | 200K | 1 / 5 | leaves the region | subscription and form',
      'us.amazon.nova-2-lite-v1:0 | 1M | 0.33 / 2.75 | leaves the region | nothing',
    ]);
    expect(deployed()?.BedrockModelId).toBe('openai.gpt-oss-120b-1:0,amazon.nova-lite-v1:0');
    expect(stderr).toContain(
      '✓ Models, in order of preference: openai.gpt-oss-120b-1:0, amazon.nova-lite-v1:0 (data stays in us-east-1)',
    );
  });

  it('takes the cheapest that needs nothing of the account where the region has none of the default list', async () => {
    const defaults = /gpt-oss|nova-lite|qwen/;
    account.stub.world.bedrock = {
      modelSummaries: [
        ...US_EAST_1.modelSummaries.filter((summary) => !defaults.test(JSON.stringify(summary))),
        { ...US_EAST_1.modelSummaries[0], modelId: 'amazon.nova-micro-v1:0' },
        { ...US_EAST_1.modelSummaries[0], modelId: 'nvidia.nemotron-nano-3-30b' },
      ],
      inferenceProfileSummaries: [],
    };
    const { stderr, code } = await deploy();
    expect(code, stderr).toBe(0);
    expect(deployed()?.BedrockModelId).toBe('amazon.nova-micro-v1:0');
  });

  it.each([['--yes'], []])('takes none that sends data to other regions, with %j', async (...args) => {
    account.stub.world.bedrock = PROFILES_ONLY;
    const { stderr, code } = await deploy(...args);
    expect(code).toBe(3);
    expect(stderr).toContain(
      'Every model that us-east-1 offers sends data to other regions, so none is chosen for you.',
    );
    expect(stderr).toContain('Choose with --model, for instance --model us.amazon.nova-2-lite-v1:0.');
    expect(account.stub.cloudFormation.stacks.size).toBe(0);
  });

  it('asks for a model where a geography is chosen', async () => {
    const { stderr, code } = await deploy('--set', 'CrossRegionInference=us');
    expect(code).toBe(2);
    expect(stderr).toContain('Give --model with one to three of: amazon.nova-2-lite-v1:0.');
  });
});

describe('deploy with --model', () => {
  it.each([
    ['an id', 'amazon.nova-lite-v1:0', [], 'amazon.nova-lite-v1:0 is offered here'],
    [
      'a profile',
      'us.amazon.nova-2-lite-v1:0',
      [],
      'us.amazon.nova-2-lite-v1:0 is offered here; it sends data to other regions',
    ],
    [
      'a plain id and a geography',
      'amazon.nova-2-lite-v1:0',
      ['--set', 'CrossRegionInference=us'],
      'us.amazon.nova-2-lite-v1:0 is offered here; it sends data to other regions',
    ],
    [
      "the ARN of an account's own profile",
      'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3d4e5f6',
      [],
      'a1b2c3d4e5f6 is offered here\n',
    ],
  ] as [string, string, string[], string][])('takes %s', async (_, ids, options, text) => {
    const { stderr, code } = await deploy('--model', ids, ...options);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain(text);
    expect(deployed()?.BedrockModelId).toBe(ids);
  });

  it.each([
    ['has ended', ENDED, [`${ENDED} reached end of life on 2026-09-10.`, LIVING]],
    ['does not exist', 'a.typo', ['a.typo cannot be called in us-east-1.', LIVING]],
    [
      'is called through a profile only',
      'amazon.nova-2-lite-v1:0',
      [
        'amazon.nova-2-lite-v1:0 cannot be called in us-east-1.',
        'It can through an inference profile, which sends data to other regions: --model us.amazon.nova-2-lite-v1:0.',
        LIVING,
      ],
    ],
  ])('refuses one that %s, with living ones to choose', async (_, id, texts) => {
    const { stderr, code } = await deploy('--model', id);
    expect(code).toBe(1);
    for (const text of texts) expect(stderr).toContain(text);
    expect(account.stub.cloudFormation.stacks.size).toBe(0);
  });

  it.each([
    ['mistral.mistral-7b-instruct-v0:2', '! mistral.mistral-7b-instruct-v0:2 ends on 2127-03-30. '],
    [
      'meta.llama3-3-70b-instruct-v1:0',
      '! meta.llama3-3-70b-instruct-v1:0 is Legacy: Bedrock refuses it to accounts that have not used it in the last weeks. ',
    ],
    ['amazon.nova-lite-v1:0,a.typo', '! a.typo cannot be called in us-east-1 and is skipped.'],
  ])('warns of %s and takes it', async (ids, text) => {
    const { stderr, code } = await deploy('--model', ids);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain(text);
    expect(deployed()?.BedrockModelId).toBe(ids);
  });
});

describe('an update of a stack whose model has ended', () => {
  const keeps = (BedrockModelId: string) =>
    account.stub.cloudFormation.addStack(
      'mcp-case-insights',
      { UniqueIdentifier: 'acme', AccessLogs: 'existing-role', BedrockModelId },
      { resources: {}, outputs: {}, exports: [] },
    );

  it('replaces it by what a new stack would have, and says so', async () => {
    keeps(ENDED);
    const { stderr, code } = await deploy();
    expect(code, stderr).toBe(0);
    expect(stderr).toContain(
      `! ${ENDED} can no longer be called in us-east-1 and is replaced in BedrockModelId.`,
    );
    expect(deployed()?.BedrockModelId).toBe('openai.gpt-oss-120b-1:0,amazon.nova-lite-v1:0');
  });

  it('keeps the rest of a list', async () => {
    keeps(`${ENDED},amazon.nova-lite-v1:0`);
    const { stderr, code } = await deploy();
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('can no longer be called in us-east-1 and is removed from BedrockModelId.');
    expect(deployed()?.BedrockModelId).toBe('amazon.nova-lite-v1:0');
  });

  it('keeps what still lives, and warns of its end', async () => {
    keeps('mistral.mistral-7b-instruct-v0:2');
    const { stderr, code } = await deploy();
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('mistral.mistral-7b-instruct-v0:2 ends on 2127-03-30.');
    expect(deployed()?.BedrockModelId).toBe('mistral.mistral-7b-instruct-v0:2');
  });

  it('keeps it where Bedrock may not be asked', async () => {
    keeps(ENDED);
    account.stub.world.denied.add('GET /foundation-models');
    const { stderr, code } = await deploy();
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('Models were not checked');
    expect(deployed()?.BedrockModelId).toBe(ENDED);
  });
});

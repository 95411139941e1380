import { getEventListeners } from 'node:events';
import { RECORDED_REFUSALS } from '@case-insights/core/recorded-refusals';
import { answerTokens } from '@case-insights/core/tools';
import { jsonOf } from '@case-insights/testing/answers';
import { deferred } from '@case-insights/testing/deferred';
import { FakeAthena, type FakeResult } from '@case-insights/testing/fake-athena';
import { type FakeAnswer, FakeBedrock } from '@case-insights/testing/fake-bedrock';
import { ENVELOPE } from '@case-insights/testing/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { groups, selection, type TestCase, testCase } from '../src/analysis/testing/context.ts';
import { kindOf, sortingModel, summariesIn } from '../src/analysis/testing/sorting-model.ts';
import type { QueryResult } from '../src/call/ports.ts';
import { callerOf } from '../src/call/request-context.ts';
import { RequestWork } from '../src/call/request-work.ts';
import { MemoryBucket } from '../src/store/testing/memory-bucket.ts';
import { ALICE, appUnderTest, BOB, type UnderTest } from './app-under-test.ts';

const athena = new FakeAthena();
const bedrock = new FakeBedrock();
let endpoints: { athena: string; bedrock: string };
beforeAll(async () => {
  endpoints = { athena: await athena.listen(), bedrock: await bedrock.listen() };
});
afterAll(() => Promise.all([athena.close(), bedrock.close()]));

const CASES = Array.from({ length: 60 }, (_, number) => testCase(number));
let cases: readonly TestCase[];
let bucket: MemoryBucket;
beforeEach(() => {
  cases = CASES;
  bucket = new MemoryBucket();
  bedrock.requests.length = 0;
  bedrock.script = ({ messages }) => answerTo(messages[0]?.content[0]?.text ?? '');
  athena.script = (query) =>
    asAthena(
      query.includes('GROUPING SETS') ? groups(cases, cases.length) : selection(cases, cases.length, 0),
    );
});

function asAthena({ columns, rows }: QueryResult): FakeResult {
  return {
    columns: columns.map(({ name }) => [
      name,
      name.endsWith('_count') || /^(total|summaries)/.test(name) ? 'bigint' : 'varchar',
    ]),
    rows: rows.map((row) => row.map((cell) => (cell === null ? null : String(cell)))),
  };
}

const isPart = (prompt: string) => kindOf(prompt) === 'read';
const isAnswer = (prompt: string) => kindOf(prompt) === 'answer';

const model = sortingModel(() => 'Slow answers', 'Everything together.');

function answerTo(prompt: string): FakeAnswer {
  return { parts: [model({ prompt })] };
}

/** Prompts that the model was asked, those of packs and those of answers. */
function asked() {
  const prompts = bedrock.requests.map(({ body }) => body.messages[0]?.content[0]?.text ?? '');
  return { packs: prompts.filter(isPart), answers: prompts.filter(isAnswer) };
}

const QUESTION = {
  start_date: '2025-01-01',
  end_date: '2025-12-31',
  coverage: 'all',
  max_cases: 20_000,
  analysis_question: 'What breaks?',
};

/** An instance of the function whose model takes 2,500 tokens a call, so that 60 cases are several packs. */
const instance = (environment = {}, overrides = {}) =>
  appUnderTest(endpoints, { MAX_INPUT_TOKENS: '2500', ...environment }, { bucket, ...overrides });

async function analyze(app: UnderTest, args: object = {}, { wait = 5, caller = ALICE } = {}) {
  const work = new RequestWork();
  const response = await app.fetch(
    '/tools/analyze_case_summaries',
    {
      method: 'POST',
      headers: { prefer: `wait=${wait}` },
      body: JSON.stringify({ ...QUESTION, ...args }),
    },
    { work, caller: callerOf(caller) },
  );
  return { status: response.status, body: await jsonOf(response), settled: () => work.settled() };
}

/** Makes the model wait before its n-th answer to a pack, until the test lets it go on. */
function heldAt(pack: number) {
  const reached = deferred();
  const released = deferred();
  let packs = 0;
  bedrock.script = async ({ messages }) => {
    const prompt = messages[0]?.content[0]?.text ?? '';
    if (isPart(prompt)) {
      packs += 1;
      if (packs === pack) {
        reached.resolve();
        await released.promise;
      }
    }
    return answerTo(prompt);
  };
  return { reached: reached.promise, release: () => released.resolve() };
}

describe('an analysis that takes longer than its client waits', () => {
  it('answers what is known so far, goes on behind the answer, and hands out the rest when called again', async () => {
    const unhurried = await analyze(instance({}, { bucket: new MemoryBucket() }));
    const once = asked();
    expect(once.packs.length).toBeGreaterThan(2);
    bedrock.requests.length = 0;

    const held = heldAt(2);
    const app = instance({ ANALYSIS_CONCURRENCY: '1' });
    const first = await analyze(app, {}, { wait: 1 });
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({
      status: 'running',
      next_token: expect.any(String),
      total_cases_found: 60,
      statistics: { by_severity: { normal: 60 } },
      coverage: { packs: once.packs.length },
    });
    const said: string = first.body.analysis;
    expect(
      said.startsWith(
        `1 of ${once.packs.length} packs of cases are read so far. To get the rest, call analyze_case_summaries again with the same arguments and next_token "${first.body.next_token}"; the work goes on meanwhile.`,
      ),
    ).toBe(true);
    expect(said).toMatch(/\n- Slow answers: \d+ cases$/);

    held.release();
    await first.settled();
    const rest = await analyze(app, { next_token: first.body.next_token });
    expect(rest.body).toEqual({
      ...unhurried.body,
      query_execution_id: rest.body.query_execution_id,
      // An estimate of texts with a random marker in them.
      token_management: {
        ...unhurried.body.token_management,
        estimated_input_tokens: rest.body.token_management.estimated_input_tokens,
      },
    });
    expect(asked().packs.map(summariesIn)).toEqual(expect.arrayContaining(once.packs.map(summariesIn)));
    expect(asked().packs).toHaveLength(once.packs.length);
    expect(asked().answers).toHaveLength(1);
  });

  it('answers so after the time since the request, of which the start of an instance takes a part', async () => {
    const held = heldAt(1);
    const begun = performance.now();
    const work = new RequestWork();
    const headers = { prefer: 'wait=8' };
    const init = { method: 'POST', headers, body: JSON.stringify(QUESTION) };
    const request = { work, receivedAt: Date.now() - 6_000 };
    const first = await jsonOf(await instance().fetch('/tools/analyze_case_summaries', init, request));
    expect(first.status).toBe('running');
    expect(performance.now() - begun).toBeLessThan(6_000);
    held.release();
    await work.settled();
  });

  it('answers so although its patience ended before the instance knew what the caller may see', async () => {
    const held = heldAt(1);
    const known = deferred();
    const scopes = { scopeOf: () => known.promise.then(() => 'all' as const) };
    setTimeout(() => known.resolve(), 1_200);
    const first = await analyze(instance({}, { scopes }), {}, { wait: 1 });
    expect(first.body).toMatchObject({ status: 'running', next_token: expect.any(String) });
    held.release();
    await first.settled();
  });

  it('waits for the rest in another instance, which asks the model nothing', async () => {
    const held = heldAt(2);
    const first = await analyze(instance({ ANALYSIS_CONCURRENCY: '1' }), {}, { wait: 1 });
    await held.reached;
    const rest = analyze(instance(), { next_token: first.body.next_token });
    held.release();
    expect((await rest).body.analysis).toBe('Everything together.');
    const { packs } = asked();
    expect(new Set(packs.map((prompt) => summariesIn(prompt)[0])).size).toBe(packs.length);
    await first.settled();
  });

  it('is read once by two instances that are asked at the same time', async () => {
    const [one, other] = await Promise.all([analyze(instance()), analyze(instance())]);
    expect(one.body.analysis).toBe('Everything together.');
    expect(other.body.analysis).toBe('Everything together.');
    const { packs, answers } = asked();
    expect(new Set(packs.map((prompt) => summariesIn(prompt)[0])).size).toBe(packs.length);
    expect(answers).toHaveLength(1);
  });

  it('leaves no listener of a request that has ended, and warns of none that has not', async () => {
    cases = Array.from({ length: 200 }, (_, number) => testCase(number));
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on('warning', note);
    const app = instance({ ANALYSIS_CONCURRENCY: '8' });
    const forCall = vi.spyOn(app.services.models, 'forCall');
    let listeners: number | undefined;
    bedrock.script = async ({ messages }) => {
      const prompt = messages[0]?.content[0]?.text ?? '';
      if (isAnswer(prompt)) listeners = getEventListeners(forCall.mock.lastCall![0].signal, 'abort').length;
      return answerTo(prompt);
    };
    await (await analyze(app)).settled();
    process.off('warning', note);
    expect(asked().packs.length).toBeGreaterThanOrEqual(8);
    // Those of the call, and those of the one request to the model that is still made.
    expect(listeners).toBeLessThanOrEqual(6);
    expect(warnings).toEqual([]);
  });

  it('goes on where an instance stopped that is gone, once its lease is over', async () => {
    heldAt(3);
    const first = await analyze(instance({ ANALYSIS_CONCURRENCY: '1' }), {}, { wait: 1 });
    expect(first.body.status).toBe('running');
    const before = asked().packs.length;
    bucket.seconds += 31;
    const rest = await analyze(instance(), { next_token: first.body.next_token });
    expect(rest.body.analysis).toBe('Everything together.');
    expect(rest.body.token_management.explanation).toContain(
      `2 of ${rest.body.coverage.packs} packs were read by an earlier call of today and cost nothing now.`,
    );
    // The pack that the dead instance was reading is the only one that is read again.
    expect(asked().packs.length).toBe(rest.body.coverage.packs + before - 2);
  });

  it('stops where the deployment buffers, and the next call goes on', async () => {
    const held = heldAt(2);
    const buffered = { RESPONSE_MODE: 'buffered', ANALYSIS_CONCURRENCY: '1' };
    const first = await analyze(instance(buffered), {}, { wait: 1 });
    expect(first.body.status).toBe('running');
    held.release();
    await first.settled();
    const count = asked().packs.length;
    expect(count).toBe(2);
    const rest = await analyze(instance(buffered), { next_token: first.body.next_token });
    expect(rest.body.analysis).toBe('Everything together.');
  });

  it('is told so by an error where nothing can be kept', async () => {
    heldAt(1);
    const answer = await analyze(instance({}, { bucket: undefined }), {}, { wait: 1 });
    expect(answer).toMatchObject({
      status: 504,
      body: {
        code: 'deadline',
        error:
          'The analysis takes longer than the time for this call, and none of it could be kept for a next one: ask about fewer cases or send less data.',
      },
    });
  });

  it('is told so by an error where the bucket refuses, and is answered where there is time', async () => {
    bucket.failure = new Error('AccessDenied');
    expect((await analyze(instance())).body.analysis).toBe('Everything together.');
    heldAt(1);
    expect((await analyze(instance(), {}, { wait: 1 })).status).toBe(504);
  });

  it('is told so within the tokens of an answer, the token to go on with first', async () => {
    const wordy = sortingModel((_, index) =>
      `problem ${index} with a name of many words that a pack has to say`.repeat(2),
    );
    bedrock.script = ({ messages }) => ({ parts: [wordy({ prompt: messages[0]?.content[0]?.text ?? '' })] });
    const { packs } = (await analyze(instance({}, { bucket: new MemoryBucket() }), {}, { wait: 5 })).body
      .coverage;
    const held = deferred();
    let calls = 0;
    const answer = bedrock.script;
    bedrock.script = async (request) => {
      calls += 1;
      if (calls === packs) await held.promise;
      return await answer(request);
    };
    const app = instance({ ANALYSIS_CONCURRENCY: '1', MAX_ANSWER_TOKENS: '1000' });
    const first = await analyze(app, {}, { wait: 2 });
    held.resolve();
    await first.settled();
    expect(first.body).toMatchObject({ status: 'running', next_token: expect.any(String) });
    expect(first.body.analysis).toContain(`next_token "${first.body.next_token}"`);
    expect(first.body.token_management.explanation).toContain('left out to stay within 1,000 tokens');
    expect(answerTokens(first.body)).toBeLessThanOrEqual(1_000);
  });

  it('ends at once where no model of several can be asked', async () => {
    const { error, message } = RECORDED_REFUSALS['end-of-life'];
    bedrock.script = () => ({ exception: { type: error, message } });
    const app = instance({ BEDROCK_MODEL_ID: 'first.model-v1:0,second.model-v1:0' });
    const { body } = await analyze(app);
    expect(body).toMatchObject({ error: expect.stringContaining('None of the 2 models in BedrockModelId') });
    expect(bedrock.requests.length).toBeLessThanOrEqual(8);
  });

  it('says that the cases are still being counted where that is what takes long', async () => {
    const answer = athena.script;
    athena.script = (query) => ({ ...answer(query), runningLooks: 'forever' });
    const first = await analyze(instance(), {}, { wait: 1 });
    expect(first.body).toMatchObject({
      status: 'running',
      analysis: expect.stringMatching(
        /^The matching cases are still being counted and read, so that the numbers here are not known yet\. To get the rest, call/,
      ),
    });
    for (const execution of athena.executions.values()) execution.result = answer(execution.query);
    await first.settled();
  });
});

describe('an analysis that was made before', () => {
  it('is used again for the same question within an hour, and costs no model token', async () => {
    await (await analyze(instance())).settled();
    const before = bedrock.requests.length;
    const again = await analyze(instance());
    expect(bedrock.requests.length).toBe(before);
    expect(again.body.token_management.explanation).toContain(
      'This is the answer to the same question about the same cases from within the last hour; no model was asked again.',
    );
    bucket.seconds += 3_601;
    await analyze(instance());
    expect(asked().answers).toHaveLength(2);
  });

  it.each([
    ['another question', { analysis_question: 'What grows?' }, ALICE],
    ['other filters', { severity_code: 'high' }, ALICE],
  ])('is not used for %s', async (_, args, caller) => {
    await (await analyze(instance())).settled();
    const before = bedrock.requests.length;
    await analyze(instance(), args, { caller });
    expect(bedrock.requests.length).toBeGreaterThan(before);
  });

  it('is not used for a table that has changed', async () => {
    await (await analyze(instance())).settled();
    const before = bedrock.requests.length;
    cases = [...CASES, testCase(100)];
    expect((await analyze(instance())).body.total_cases_found).toBe(61);
    expect(bedrock.requests.length).toBeGreaterThan(before);
  });

  it.each([
    ['a guardrail that was added', { BEDROCK_GUARDRAIL_ID: 'gr-1', BEDROCK_GUARDRAIL_VERSION: '1' }],
    ['another effort', { BEDROCK_REASONING_EFFORT: 'high' }],
  ])('is not used with %s', async (_, setting) => {
    await (await analyze(instance())).settled();
    const before = asked();
    await analyze(instance(setting));
    expect(asked().packs).toHaveLength(2 * before.packs.length);
    expect(asked().answers).toHaveLength(2);
  });

  it.each([BOB, 'oidc:login.example.com#bob'])(
    'is not used for a caller of another scope, %s, though the same cases are found',
    async (caller) => {
      const scopes = {
        scopeOf: async (id: string) => (id === caller ? ['444455556666'] : ('all' as const)),
      };
      await (await analyze(instance({}, { scopes }))).settled();
      const before = bedrock.requests.length;
      await analyze(instance({}, { scopes }), {}, { caller });
      expect(bedrock.requests.length).toBe(2 * before);
    },
  );

  it('is handed to who was told to come back, also when a pack failed twice', async () => {
    const hold = deferred();
    const failing = CASES[0]?.summary ?? '';
    bedrock.script = async ({ messages }) => {
      const prompt = messages[0]?.content[0]?.text ?? '';
      await hold.promise;
      if (isPart(prompt) && summariesIn(prompt).includes(failing))
        return { exception: { type: 'ModelErrorException', message: 'The model failed.', status: 424 } };
      return answerTo(prompt);
    };
    const first = await analyze(instance(), {}, { wait: 1 });
    expect(first.body.status).toBe('running');
    hold.resolve();
    await first.settled();
    const before = bedrock.requests.length;
    const rest = await analyze(instance(), { next_token: first.body.next_token });
    expect(rest.body).toMatchObject({ analysis: 'Everything together.', coverage: { packs_failed: 1 } });
    expect(bedrock.requests.length).toBe(before);
  });
});

describe('the budget of the day', () => {
  const other = { analysis_question: 'What grows?' };
  const limited = { MAX_TOKENS_PER_CALLER_PER_DAY: '8000' };

  it('refuses an analysis that it no longer holds, whatever session of the role asks, and says when to ask again', async () => {
    // An analysis is counted as the tokens of its cases while it runs, and as the 100 a call used after it.
    const held = heldAt(1);
    const running = analyze(instance(limited), {}, { wait: 9 });
    await held.reached;
    const refused = await analyze(instance(limited), other, { caller: BOB });
    expect(refused).toMatchObject({
      status: 429,
      body: {
        code: 'throttled',
        error: expect.stringMatching(
          /^Your budget is 8,000 input tokens a day \(MAX_TOKENS_PER_CALLER_PER_DAY\), and what is left of it today does not hold the about [\d,]+ tokens of this analysis: ask about fewer cases, or ask again after midnight UTC, in .* at most\.$/,
        ),
      },
    });
    held.release();
    expect((await running).body.analysis).toBe('Everything together.');
    expect((await analyze(instance(limited), other, { caller: BOB })).status).toBe(200);
  });

  it('holds an analysis that continues for what is left of it', async () => {
    const buffered = { RESPONSE_MODE: 'buffered', ANALYSIS_CONCURRENCY: '1' };
    const held = heldAt(3);
    const first = await analyze(instance(buffered), {}, { wait: 1 });
    await first.settled();
    held.release();
    // The last of the three packs has about 2,000 tokens; all of them have 4,700.
    const little = { ...buffered, MAX_TOKENS_PER_CALLER_PER_DAY: '2700' };
    const anew = await analyze(instance(little), other);
    expect(anew.body.error).toMatch(/does not hold the about 4,\d{3} tokens/);
    const rest = await analyze(instance(little), { next_token: first.body.next_token });
    expect(rest.body.analysis).toBe('Everything together.');
  });

  it('of the deployment counts all callers', async () => {
    const answer = await analyze(instance({ MAX_TOKENS_PER_DAY: '1000' }));
    expect(answer.body.error).toMatch(/^The budget of this deployment is 1,000 input tokens a day/);
    expect(bedrock.requests).toEqual([]);
  });

  it('holds in the instance where nothing is kept', async () => {
    const answer = await analyze(instance({ MAX_TOKENS_PER_DAY: '1000' }, { bucket: undefined }));
    expect(answer.status).toBe(429);
  });
});

describe('a cancel of an analysis', () => {
  const CALL = 'call-0123456789abcdef';
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
  afterEach(() => void vi.useRealTimers());

  const post = (app: UnderTest, message: object, work = new RequestWork(), caller = ALICE) =>
    app.fetch(
      '/mcp',
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ jsonrpc: '2.0', ...message }),
      },
      { work, caller: callerOf(caller) },
    );
  /** Calls the tool as an MCP client that waits so many seconds. */
  function call(app: UnderTest, callId: string, args: object = {}, patience = 9) {
    const work = new RequestWork();
    const _meta = { 'case-insights/call': callId, 'case-insights/patience': patience };
    const params = { name: 'analyze_case_summaries', arguments: { ...QUESTION, ...args }, _meta };
    const result = post(app, { id: 1, method: 'tools/call', params }, work)
      .then(jsonOf)
      .then((body) => body.result);
    return { result, settled: () => work.settled() };
  }
  const cancel = (app: UnderTest, callId: string, caller = ALICE) =>
    post(
      app,
      {
        method: 'notifications/cancelled',
        params: { requestId: 1, _meta: { 'case-insights/call': callId } },
      },
      new RequestWork(),
      caller,
    );
  const CANCELLED = { isError: true, content: [{ text: 'The call was cancelled by the client.' }] };

  it('reaches the instance that makes it within ten seconds, which asks the model no more', async () => {
    const held = heldAt(2);
    const one = instance({ ANALYSIS_CONCURRENCY: '1' });
    const { result, settled } = call(one, CALL);
    await held.reached;
    expect((await cancel(instance(), CALL)).status).toBe(202);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await result).toMatchObject(CANCELLED);
    await settled();
    held.release();
    expect(asked().packs).toHaveLength(2);
    expect([...bucket.objects.keys()].filter((name) => name.endsWith('.lease'))).toEqual([]);
  });

  it('stops also what continues behind an answer of running, when the call that waits for it is cancelled', async () => {
    const held = heldAt(2);
    const first = call(instance({ ANALYSIS_CONCURRENCY: '1' }), 'call-first-0001', {}, 1);
    const { next_token } = (await first.result).structuredContent;
    const waits = instance();
    const second = call(waits, 'call-second-002', { next_token });
    await held.reached;
    // Its second look at the lease shows that it waits.
    await vi.waitFor(
      () =>
        expect(
          bucket.calls.filter((one) => one.endsWith('.lease') && one.startsWith('get')).length,
        ).toBeGreaterThan(1),
      30_000,
    );
    await cancel(waits, 'call-second-002');
    expect(await second.result).toMatchObject(CANCELLED);
    await second.settled();
    bucket.seconds += 1;
    vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 20_000);
    await vi.advanceTimersByTimeAsync(10_000);
    vi.restoreAllMocks();
    await first.settled();
    held.release();
    expect(asked().packs).toHaveLength(2);

    // Asked for again, it continues: the cancel was before.
    bucket.seconds += 10;
    const third = call(instance(), 'call-third-0003', { next_token });
    await vi.advanceTimersByTimeAsync(10_000);
    expect((await third.result).structuredContent.analysis).toBe('Everything together.');
  });

  it('is not taken from a caller of another scope', async () => {
    const scopes = { scopeOf: async (arn: string) => (arn === BOB ? ['444455556666'] : ('all' as const)) };
    const held = heldAt(2);
    const { result } = call(instance({ ANALYSIS_CONCURRENCY: '1' }, { scopes }), CALL);
    await held.reached;
    await cancel(instance({}, { scopes }), CALL, BOB);
    await vi.advanceTimersByTimeAsync(20_000);
    held.release();
    expect((await result).structuredContent.analysis).toBe('Everything together.');
  });

  it('of 100 invented ids writes as many objects as one request holds calls', async () => {
    const messages = Array.from({ length: 100 }, (_, number) => ({
      jsonrpc: '2.0',
      method: 'notifications/cancelled',
      params: { requestId: number, _meta: { 'case-insights/call': `invented-${number}` } },
    }));
    const body = JSON.stringify(messages);
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
    const denied = instance({}, { scopes: { scopeOf: async () => 'denied' as const } });
    expect((await denied.fetch('/mcp', init)).status).toBe(202);
    expect(bucket.calls).toEqual([]);
    expect((await instance().fetch('/mcp', init)).status).toBe(202);
    expect(bucket.calls).toHaveLength(10);
  });
});

describe('a next_token of an analysis', () => {
  it('that this server did not issue is refused', async () => {
    expect(await analyze(instance(), { next_token: 'made-up' })).toMatchObject({
      status: 400,
      body: {
        code: 'invalid_input',
        error:
          'next_token was not issued by a running analysis; send it unchanged with the original arguments, or leave it out to start the analysis.',
      },
    });
  });

  it('names the model that began, whatever instance hands it out', async () => {
    const models = { BEDROCK_MODEL_ID: 'first.model-v1:0,second.model-v1:0' };
    const began = instance({ ...models, ANALYSIS_CONCURRENCY: '1' });
    const { error, message } = RECORDED_REFUSALS['end-of-life'];
    const held = deferred();
    let holds = false;
    bedrock.script = async ({ messages }) => {
      if (bedrock.requests.at(-1)?.path.includes('first.model'))
        return { exception: { type: error, message } };
      if (holds) await held.promise;
      return answerTo(messages[0]?.content[0]?.text ?? '');
    };
    // From here on the instance asks the second model only.
    await analyze(began, { analysis_question: 'What grows?' });
    holds = true;
    const first = await analyze(began, {}, { wait: 1 });
    expect(first.body.model_used).toBe('second.model-v1:0');
    // This instance has not found out yet that the first model cannot be asked.
    const second = await analyze(instance(models), { next_token: first.body.next_token }, { wait: 1 });
    expect(second.body).toMatchObject({ status: 'running', next_token: first.body.next_token });
    held.resolve();
    await first.settled();
    const rest = await analyze(instance(models), { next_token: second.body.next_token });
    expect(rest.body.model_used).toBe('second.model-v1:0');
    expect(rest.body.token_management.explanation).not.toContain('started anew');
  });

  it('of another model says that the analysis starts anew', async () => {
    const token = Buffer.from(
      JSON.stringify(['analysis/1', 'retired.model-v1', '0123456789abcdef']),
    ).toString('base64url');
    const { body } = await analyze(instance(), { next_token: token });
    expect(body.token_management.explanation).toContain(
      'The model retired.model-v1 began this analysis and test.model-v1:0 answered, so it started anew.',
    );
  });
});

describe('analyze_with_bedrock', () => {
  it('goes on behind its answer too, and is asked once', async () => {
    const hold = deferred();
    bedrock.script = async () => {
      await hold.promise;
      return { parts: ['All good.'] };
    };
    const call = async (args: object, wait: number) => {
      const work = new RequestWork();
      const body = JSON.stringify({ data: '1,2,3', analysis_prompt: 'Sum?', ...args });
      const headers = { prefer: `wait=${wait}` };
      const response = await instance().fetch(
        '/tools/analyze_with_bedrock',
        { method: 'POST', headers, body },
        { work },
      );
      return { response, body: await jsonOf(response), work };
    };
    const first = await call({}, 1);
    expect(first.response.headers.get('preference-applied')).toBe('wait=1');
    expect(first.body).toMatchObject({ status: 'running', model_used: 'test.model-v1:0' });
    hold.resolve();
    await first.work.settled();
    const rest = await call({ next_token: first.body.next_token }, 5);
    expect(rest.body.analysis).toBe('All good.');
    expect(bedrock.requests).toHaveLength(1);
  });
});

describe('the patience of an MCP client', () => {
  const claudeCode2026 = {
    ...ENVELOPE,
    'io.modelcontextprotocol/clientInfo': { name: 'claude-code', version: '3' },
  };
  const is2026 = (meta: object) => 'io.modelcontextprotocol/clientInfo' in meta;
  const call = (app: UnderTest, meta: object, work: RequestWork) =>
    app.fetch(
      '/mcp',
      {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(is2026(meta)
            ? {
                'mcp-protocol-version': '2026-07-28',
                'mcp-method': 'tools/call',
                'mcp-name': 'analyze_case_summaries',
              }
            : {}),
        },
        body: JSON.stringify({
          jsonrpc: '2.0',
          id: 1,
          method: 'tools/call',
          params: { name: 'analyze_case_summaries', arguments: QUESTION, _meta: meta },
        }),
      },
      { work, deadline: Date.now() + 900_000 },
    );

  it.each([
    ['nobody in particular', {}, {}, 45],
    ['one that says how long it waits', { 'case-insights/patience': 10 }, {}, 10],
    ['Claude Code of the 2026 era', claudeCode2026, {}, 240],
    ['Claude Code', { 'case-insights/client': { name: 'claude-code', version: '2' } }, {}, 240],
    ['a deployment with a setting', {}, { PATIENCE_SECONDS: '100' }, 100],
    ['a buffered deployment', {}, { RESPONSE_MODE: 'buffered' }, 25],
  ])('of %s is kept', async (_, meta, environment, seconds) => {
    const timers = vi.spyOn(globalThis, 'setTimeout');
    const work = new RequestWork();
    const { result } = await jsonOf(await call(instance(environment), meta, work));
    expect(result.structuredContent.analysis).toBe('Everything together.');
    const set = timers.mock.calls.map(([, ms]) => Math.round((ms ?? 0) / 1_000));
    expect(set).toContain(seconds);
    timers.mockRestore();
  });
});

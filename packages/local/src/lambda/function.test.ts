import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { functionEnvironment } from './environment.ts';
import { ConcurrencyExceeded, LambdaFunction, PayloadTooLarge } from './function.ts';

const started: LambdaFunction[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((lambda) => lambda.close()));
});

function deploy(fixture: string, overrides: { concurrency?: number; timeoutSeconds?: number } = {}) {
  const lines: string[] = [];
  const taskRoot = fileURLToPath(new URL(`../../test/fixtures/${fixture}`, import.meta.url));
  const nowhere = 'http://127.0.0.1:9';
  const lambda = new LambdaFunction({
    bootstrap: fileURLToPath(new URL('../../dist/bootstrap.js', import.meta.url)),
    functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:test',
    memoryMb: 256,
    concurrency: 8,
    timeoutSeconds: 30,
    log: (line) => lines.push(line),
    environment: functionEnvironment({
      handler: 'lambda.handler',
      functionName: 'test',
      region: 'us-east-1',
      memoryMb: 256,
      taskRoot,
      endpoints: { athena: nowhere, bedrockRuntime: nowhere, ssm: nowhere, s3: nowhere },
      variables: {},
    }),
    ...overrides,
  });
  started.push(lambda);
  const invoke = async (event: unknown, onChunk: (text: string) => void = () => {}) => {
    const chunks: Uint8Array[] = [];
    await lambda.invoke({
      requestId: 'request-1',
      traceId: 'Root=1-abc',
      event,
      onChunk: (chunk) => {
        chunks.push(chunk);
        onChunk(Buffer.from(chunk).toString());
      },
    });
    return Buffer.concat(chunks).toString();
  };
  const reports = () =>
    lines.filter((line) => line.includes('platform.report')).map((line) => JSON.parse(line).record);
  return { invoke, lines, reports };
}

const PRELUDE = `${JSON.stringify({ statusCode: 200, headers: { 'x-from': 'echo' } })}${'\0'.repeat(8)}`;
const bodyOf = (answer: string) => JSON.parse(answer.slice(PRELUDE.length));

describe('LambdaFunction', () => {
  it('gives the function the context and environment of Lambda, and nothing of this process', async () => {
    const { invoke } = deploy('echo');
    const answer = await invoke({ action: 'context' });
    expect(answer.startsWith(PRELUDE)).toBe(true);
    const seen = bodyOf(answer);
    expect(seen).toMatchObject({
      region: 'us-east-1',
      home: null,
      trace: 'Root=1-abc',
      requestId: 'request-1',
      functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:test',
    });
    expect(seen.remaining).toBeGreaterThan(0);
    expect(seen.remaining).toBeLessThanOrEqual(30_000);
  });

  it('keeps an instance warm, and reports the cold start once', async () => {
    const { invoke, reports } = deploy('echo');
    const first = bodyOf(await invoke({ action: 'context' }));
    const second = bodyOf(await invoke({ action: 'context' }));
    expect(second.pid).toBe(first.pid);
    expect(reports().map((record) => 'initDurationMs' in record)).toEqual([true, false]);
  });

  it('runs one request at a time in an instance, and starts more under load', async () => {
    const { invoke } = deploy('echo', { concurrency: 3 });
    const answers = await Promise.all([1, 2, 3].map(() => invoke({ action: 'context' })));
    expect(new Set(answers.map((answer) => bodyOf(answer).pid)).size).toBe(3);
  });

  it('refuses a call beyond the reserved concurrency, and takes it once an instance is free', async () => {
    const { invoke } = deploy('echo', { concurrency: 1 });
    const running = invoke({ action: 'context' });
    await expect(invoke({ action: 'context' })).rejects.toBeInstanceOf(ConcurrencyExceeded);
    await running;
    await expect(invoke({ action: 'context' })).resolves.toContain('pid');
  });

  it('refuses an event over 6 MB', async () => {
    const { invoke } = deploy('echo');
    await expect(invoke({ action: 'context', padding: 'x'.repeat(6 * 1024 * 1024) })).rejects.toBeInstanceOf(
      PayloadTooLarge,
    );
  });

  it('hands on each piece when it is written', async () => {
    const { invoke } = deploy('echo');
    const seen: string[] = [];
    await invoke({ action: 'pieces' }, (text) => seen.push(text));
    expect(seen).toEqual([`${PRELUDE}first`, 'second']);
  });

  it('completes a response before its invocation ends, and sends the next request to another instance', async () => {
    const { invoke, lines } = deploy('echo');
    const first = bodyOf(await invoke({ action: 'goesOn' }));
    expect(lines.join('')).not.toContain('done');
    expect(bodyOf(await invoke({ action: 'context' })).pid).not.toBe(first.pid);
    await expect.poll(() => lines.join('')).toContain('done');
  });

  it('sends no prelude for an answer without a byte of body', async () => {
    expect(await deploy('echo').invoke({ action: 'empty' })).toBe('');
  });

  it('returns what a handler without streaming returns, as JSON', async () => {
    const reply = { statusCode: 201, body: 'made' };
    expect(JSON.parse(await deploy('buffered').invoke({ reply }))).toEqual(reply);
  });

  it('reports a handler that throws, and keeps its instance', async () => {
    const { invoke, reports } = deploy('echo');
    await expect(invoke({ action: 'throws' })).rejects.toThrow('Error: broken on purpose');
    await expect(invoke({ action: 'context' })).resolves.toContain('pid');
    expect(reports()[0]).toMatchObject({ status: 'error', reason: 'Error: broken on purpose' });
  });

  it('replaces an instance whose process ended', async () => {
    const { invoke } = deploy('echo');
    await expect(invoke({ action: 'exits' })).rejects.toThrow('Runtime exited');
    await expect(invoke({ action: 'context' })).resolves.toContain('pid');
  });

  it('ends an instance that runs out of time', async () => {
    const { invoke, reports } = deploy('echo', { timeoutSeconds: 1 });
    await expect(invoke({ action: 'hangs' })).rejects.toThrow('Task timed out after 1 seconds');
    expect(reports()).toEqual([expect.objectContaining({ status: 'timeout' })]);
  });

  it('fails a call to a bundle that cannot be loaded, and logs why', async () => {
    const { invoke, lines } = deploy('broken');
    await expect(invoke({})).rejects.toThrow('Runtime exited');
    await expect.poll(() => lines.join('\n')).toContain('cannot be loaded');
  });

  it('hands on what the function logs, line by line', async () => {
    const { invoke, lines } = deploy('echo');
    await invoke({ action: 'logs' });
    await expect.poll(() => lines).toContain('{"level":"INFO"}');
  });
});

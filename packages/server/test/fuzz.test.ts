import { ERROR_STATUS } from '@case-insights/core/errors';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../src/app.ts';
import { createLog } from '../src/log/log.ts';
import { TOOLS } from '../src/tools/registry.ts';
import { appUnderTest } from './app-under-test.ts';
import { fuzzedRequest } from './fuzzed-requests.ts';
import { instantAws } from './instant-aws.ts';
import { invokeBuffered, invokeStreaming, proxyEvent } from './lambda-runtime.ts';

const { services } = appUnderTest(
  {},
  {},
  instantAws(() => ({ columns: ['n'], rows: [['1']] })),
);
const streaming = createApp(services);
const buffered = createApp({ ...services, config: { ...services.config, RESPONSE_MODE: 'buffered' } });

const faults: unknown[] = [];
const finished = new Set<unknown>();
const log = createLog('WARN', (line) => {
  const { message, level, tool, error } = JSON.parse(line);
  if (message === 'tool call finished') finished.add(tool);
  if (level === 'ERROR' && error !== 'query_failed') faults.push(line);
});
const onRejection = (reason: unknown) => faults.push(reason);
beforeAll(() => void process.on('unhandledRejection', onRejection));
afterAll(() => void process.off('unhandledRejection', onRejection));

/** Every refusal has the shape of its surface: JSON-RPC on /mcp, the error object elsewhere. */
function hasShapeOfError(answer: Record<string, unknown>): boolean {
  if (answer.jsonrpc === '2.0') return Number.isInteger(Object(answer.error).code);
  return (
    typeof answer.error === 'string' &&
    Object.hasOwn(ERROR_STATUS, String(answer.code)) &&
    Array.isArray(answer.details) &&
    typeof answer.request_id === 'string'
  );
}

describe('10,000 fuzzed requests', () => {
  it('are all answered, never with a 5xx, and each refusal in the right shape', {
    timeout: 300_000,
  }, async () => {
    const statuses = new Set<number>();
    await fc.assert(
      fc.asyncProperty(fuzzedRequest, fc.boolean(), async (request, streams) => {
        const { method, path, body, headers, isBase64Encoded } = request;
        const event = proxyEvent(method, path, body, headers, { isBase64Encoded });
        const answer = streams
          ? await invokeStreaming(streaming, log, event)
          : await invokeBuffered(buffered, log, event);
        statuses.add(answer.statusCode);
        expect(answer.statusCode).toBeGreaterThanOrEqual(200);
        expect(answer.statusCode).toBeLessThan(500);
        expect(answer.body.length).toBeGreaterThan(0);
        if (answer.statusCode >= 400) expect(JSON.parse(answer.body)).toSatisfy(hasShapeOfError);
      }),
      { numRuns: 10_000 },
    );
    expect(faults).toEqual([]);
    // They got everywhere: to every status a request alone can bring about, and through every tool and every read.
    expect([...statuses]).toEqual(expect.arrayContaining([200, 202, 400, 404, 405, 415]));
    const calls = [...TOOLS.map((tool) => tool.definition.name), 'read_case', 'read_data_range'];
    expect([...finished].sort()).toEqual(calls.sort());
  });
});

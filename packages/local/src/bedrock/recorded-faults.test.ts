import { RECORDED_REFUSALS } from '@case-insights/core/recorded-refusals';
import { describe, expect, it } from 'vitest';
import { startService } from '../http/service.ts';
import { createBedrock } from './api.ts';
import { RecordedFaults, withFaultSwitch } from './recorded-faults.ts';

const call = (changes: object = {}, body: object = {}) => ({
  operation: 'converse' as const,
  modelId: 'a.first',
  body: Buffer.from(JSON.stringify(body)),
  ...changes,
});

describe('RecordedFaults', () => {
  it('refuses for the models it names, and for all by *', () => {
    const faults = new RecordedFaults({ 'a.first': 'end-of-life' });
    expect(faults.of(call())).toEqual(RECORDED_REFUSALS['end-of-life']);
    expect(faults.of(call({ modelId: 'b.second' }))).toBeUndefined();
    expect(new RecordedFaults({ '*': 'country' }).of(call())).toEqual(RECORDED_REFUSALS.country);
  });

  it('refuses no counting of tokens', () => {
    expect(new RecordedFaults({ '*': 'country' }).of(call({ operation: 'count-tokens' }))).toBeUndefined();
  });

  it.each([
    ['no-system-prompt', { system: [{ text: 's' }] }, {}],
    ['output-limit', { inferenceConfig: { maxTokens: 10_001 } }, { inferenceConfig: { maxTokens: 10_000 } }],
    ['no-reasoning-field', { additionalModelRequestFields: { reasoning_effort: 'low' } }, {}],
  ] as const)('refuses by %s only what the request has', (name, refused, taken) => {
    const faults = new RecordedFaults({ '*': name });
    expect(faults.of(call({}, refused))).toEqual(RECORDED_REFUSALS[name]);
    expect(faults.of(call({}, taken))).toBeUndefined();
  });

  it('has a guardrail intervene only where the request names one', () => {
    const faults = new RecordedFaults({ '*': 'guardrail-intervened' });
    expect(faults.of(call({}, { guardrailConfig: { guardrailIdentifier: 'abcdefgh1234' } }))).toEqual({
      guardrailText: 'Sorry, the model cannot answer this question.',
    });
    expect(faults.of(call())).toBeUndefined();
  });
});

describe('withFaultSwitch', () => {
  it('sets, lists and clears what every model refuses with, beside the API', async () => {
    const faults = new RecordedFaults();
    const api = createBedrock({ faults: (c) => faults.of(c) });
    const service = await startService(withFaultSwitch(api, faults));
    const send = (method: string, path: string) =>
      fetch(`${service.endpoint}${path}`, { method, ...(method === 'POST' ? { body: '{}' } : {}) });
    try {
      expect((await send('PUT', '/local/fault/timeout')).status).toBe(204);
      expect((await send('POST', '/model/a.first/converse')).status).toBe(408);
      expect((await send('DELETE', '/local/fault')).status).toBe(204);
      expect((await send('POST', '/model/a.first/converse')).status).toBe(400);
      expect(await (await send('GET', '/local/fault')).json()).toEqual([
        ...Object.keys(RECORDED_REFUSALS),
        'guardrail-intervened',
      ]);
      const unknown = await send('PUT', '/local/fault/nope');
      expect(unknown.status).toBe(404);
      expect(await unknown.text()).toContain('end-of-life');
    } finally {
      await service.close();
    }
  });
});

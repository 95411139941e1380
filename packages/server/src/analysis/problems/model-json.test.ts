import fc from 'fast-check';
import { jsonrepair } from 'jsonrepair';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { splitJson } from './model-json.ts';

vi.mock('jsonrepair', { spy: true });
beforeEach(() => void vi.mocked(jsonrepair).mockClear());

const read = (text: string) => splitJson(text, 'problems', false).json;

describe('splitJson', () => {
  it.each([
    ['an end that is missing', '{"problems": [{"name": "Disk full"', { problems: [{ name: 'Disk full' }] }],
    ['a comma too many', 'So:\n```json\n{"problems": [1,2,],}\n```', { problems: [1, 2] }],
    ['brackets in a text', '{"problems": ["a [b (c {d"', { problems: ['a [b (c {d'] }],
  ])('repairs %s', (_, text, json) => {
    expect(read(text)).toEqual(json);
  });

  it('reads JSON that keeps the rules however long it is', () => {
    const text = JSON.stringify({ problems: Array.from({ length: 20_000 }, (_, place) => place) });
    expect(read(text)?.problems).toHaveLength(20_000);
    expect(jsonrepair).not.toHaveBeenCalled();
  });

  it.each([
    ['nested deeper than any answer', `${'{\n"problems": '.repeat(51)}`],
    ['longer than any answer', `{"problems": [${'1,'.repeat(25_000)}`],
    ['nothing but braces', '{\n'.repeat(30_000)],
  ])('repairs nothing that is %s', (_, text) => {
    expect(read(text)).toBeUndefined();
    expect(jsonrepair).not.toHaveBeenCalled();
  });

  it('repairs 50,000 characters of an answer at most, 50 brackets deep, whatever it is', () => {
    const bits = ['{', '}', '[', ']', '"', '"a', ',', ':', '1', '"problems":', '\n{', '\n```{', '```', ' '];
    const unit = fc.array(fc.constantFrom(...bits), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(unit, fc.integer({ min: 1, max: 4_000 }), (parts, times) => {
        vi.mocked(jsonrepair).mockClear();
        read(`{"problems":[${parts.join('').repeat(times)}`);
        const texts = vi.mocked(jsonrepair).mock.calls.map(([text]) => text);
        expect(texts.join('').length).toBeLessThanOrEqual(50_000);
        for (const text of texts) expect(text).not.toMatch(/(?:\{\s*){51}/);
      }),
      { numRuns: 20 },
    );
  });
});

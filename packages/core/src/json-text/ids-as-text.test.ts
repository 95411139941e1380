import { describe, expect, it } from 'vitest';
import { idsAsText } from './ids-as-text.ts';

const of = (text: string) => idsAsText(text, JSON.parse(text));

describe('idsAsText', () => {
  it.each([
    '{"id":1}',
    '{"id":"12345678901234567890"}',
    '{"id":9007199254740991}',
    '{"params":{"n":1e30}}',
    '[]',
    '1',
  ])('leaves alone what JavaScript does not change: %s', (text) => {
    expect(of(text)).toBeUndefined();
  });

  it.each(['9007199254740992', '-98765432109876543210', '1.5', '1e400'])(
    'gives %s a text, and back',
    (id) => {
      const ids = of(`{"id": ${id},"n":9007199254740993}`);
      expect(ids?.text).toBe(`{"id": "case-insights-number:${id}","n":9007199254740993}`);
      expect(ids?.restore(`data: {"id":"case-insights-number:${id}","result":{}}`)).toBe(
        `data: {"id":${id},"result":{}}`,
      );
    },
  );

  it('covers a cancelled request and a progress token, in batches too', () => {
    const ids = of('[{"params":{"requestId":9007199254740993}},{"params":{"_meta":{"progressToken":1.5}}}]');
    expect(ids?.text).toBe(
      '[{"params":{"requestId":"case-insights-number:9007199254740993"}},{"params":{"_meta":{"progressToken":"case-insights-number:1.5"}}}]',
    );
    expect(ids?.restore('{"progressToken":"case-insights-number:1.5"}')).toBe('{"progressToken":1.5}');
  });

  it('puts back nothing that was not replaced, nor what stands within another text', () => {
    const ids = of('{"id":1.5}');
    for (const answer of [
      '{"id":"case-insights-number:2.5"}',
      '{"text":"case-insights-number:1.5"}',
      '{"text":"{\\"id\\":\\"case-insights-number:1.5\\"}"}',
    ]) {
      expect(ids?.restore(answer)).toBe(answer);
    }
  });
});

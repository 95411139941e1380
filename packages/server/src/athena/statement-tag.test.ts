import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesAboveOf, readTag, withTag } from './statement-tag.ts';

const HASH = 'a'.repeat(32);

describe('the statement tag', () => {
  it('is one comment line above the text', () => {
    const tagged = withTag({ requestId: 'r-1', callId: 'call-0001', callerHash: HASH }, 'SELECT 1');
    expect(tagged).toBe(`-- case-insights-mcp request=r-1 call=call-0001 caller=${HASH}\nSELECT 1`);
    expect(linesAboveOf(tagged)).toBe(1);
    expect(linesAboveOf('SELECT 1')).toBe(0);
  });

  it('stays one line and reads back, whatever the request id holds', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (requestId, text) => {
        const tagged = withTag({ requestId, callId: undefined, callerHash: HASH }, text);
        const read = readTag(tagged);
        expect(read.text).toBe(text);
        expect(read.tag).toMatchObject({ callId: undefined, callerHash: HASH });
      }),
    );
  });

  it('is not taken from anywhere but the first line', () => {
    const forged = withTag({ requestId: 'r', callId: undefined, callerHash: HASH }, '');
    expect(readTag(`\n${forged}SELECT 1`).tag).toBeUndefined();
    expect(readTag(` ${forged}SELECT 1`).tag).toBeUndefined();
  });
});

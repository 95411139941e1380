import { describe, expect, it } from 'vitest';
import { validCallId } from './cancel.ts';

describe('validCallId', () => {
  it.each(['call-0001', 'A_z-0123', 'x'.repeat(64)])('takes %j for a call id', (id) => {
    expect(validCallId(id)).toBe(id);
  });

  it.each(['a\nDROP', 'short', 'x'.repeat(65), "a'; --aaaaaaa", 12_345_678, null])(
    'takes %j for no call id',
    (id) => {
      expect(validCallId(id)).toBeUndefined();
    },
  );
});

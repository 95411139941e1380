import { describe, expect, it } from 'vitest';
import { deadlineOf, receivedBefore } from './invocation.ts';

const NOW = 1_000_000;

describe('receivedBefore', () => {
  it.each([
    ['3 s ago', NOW - 3_000, 3_000],
    ['longer ago than a start explains, by a clock that is off', NOW - 60_000, 15_000],
    ['in the future, by a clock that is ahead', NOW + 60_000, 0],
    ['at a time that is not said', undefined, 0],
  ])('takes a request that API Gateway received %s', (_, receivedAt, ago) => {
    expect(NOW - receivedBefore(receivedAt, NOW)).toBe(ago);
  });
});

describe('deadlineOf', () => {
  it.each([
    ['the function has 5 minutes: 15 s are kept', 'stream', NOW, 300_000, 285_000],
    ['the function has 299.999 s: a twentieth is kept, in whole ms', 'stream', NOW, 299_999, 284_999],
    ['the function has 10 s: 1 s is kept', 'stream', NOW, 10_000, 9_000],
    ['the function has no time left', 'stream', NOW, 500, 0],
    ['API Gateway buffers: its 29 s less 2 s', 'buffered', NOW, 300_000, 27_000],
    ['API Gateway buffers and 3 s went by on the way in', 'buffered', NOW - 3_000, 300_000, 24_000],
    ['API Gateway buffers and its clock is ahead', 'buffered', NOW + 60_000, 300_000, 27_000],
    ['API Gateway buffers and does not say when it received', 'buffered', undefined, 300_000, 27_000],
    ['API Gateway buffers and the function has less', 'buffered', NOW, 10_000, 9_000],
  ] as const)('when %s', (_, mode, receivedAt, remaining, expected) => {
    expect(deadlineOf(mode, receivedBefore(receivedAt, NOW), remaining, NOW) - NOW).toBe(expected);
  });
});

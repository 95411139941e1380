import { describe, expect, it } from 'vitest';
import { checkClock } from './network-check.ts';
import { isPrivate } from './probe.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const MINUTE = 60_000;

describe('checkClock', () => {
  it.each([
    [NOW + 2000, 'ok', 'in step with the server'],
    [NOW + MINUTE, 'warning', 'this computer is 1 min behind the server'],
    [NOW - 4 * MINUTE, 'warning', 'this computer is 4 min ahead of the server'],
    [NOW + 6.5 * MINUTE, 'failed', 'this computer is 6.5 min behind the server'],
    [undefined, 'skipped', 'not compared: the server does not tell the time'],
  ])('with the server at %d is %s', (server, result, message) => {
    expect(checkClock(server, NOW)).toMatchObject({ step: 'clock', result, message });
  });
});

describe('isPrivate', () => {
  it.each([
    ['10.0.0.1', true],
    ['172.16.0.1', true],
    ['172.32.0.1', false],
    ['192.168.1.1', true],
    ['52.94.1.1', false],
    ['fd00::1', true],
    ['2600::1', false],
  ])('of %s is %s', (address, expected) => {
    expect(isPrivate(address)).toBe(expected);
  });
});

import { describe, expect, it } from 'vitest';
import { modelCheck } from './model-check.ts';

/** What the check says of a server that answers this at `GET /`, on 2026-11-26. */
const check = (health: object) =>
  modelCheck({
    base: 'https://stage',
    fetch: () => Promise.resolve(Response.json(health)),
    today: '2026-11-26',
    spending: { queries: 0, data_scanned_bytes: 0, input_tokens: 0, output_tokens: 0 },
  }).run();

describe('modelCheck', () => {
  it.each([
    [{ name: 's' }, 'the server does not know yet'],
    [{ model: { id: 'a.b', status: 'ACTIVE' } }, 'a.b, ACTIVE'],
    [{ model: { id: 'a.b', status: 'LEGACY', ends: null } }, 'a.b, LEGACY'],
    [{ model: { id: 'a.b', status: 'LEGACY', ends: '2026-12-27' } }, 'a.b ends on 2026-12-27'],
    [{ model: { id: 'a.b', status: 'LEGACY', ends: '2027-03-30T00:00:00Z' } }, 'a.b ends on 2027-03-30'],
  ])('passes with %o', async (health, note) => {
    expect(await check(health)).toBe(note);
  });

  it.each([
    ['2026-12-26', 'a.b ends on 2026-12-26, in 30 days: '],
    ['2026-11-27', 'a.b ends on 2026-11-27, in 1 day: '],
    ['2026-09-10', 'a.b ended on 2026-09-10: '],
  ])('fails where the model ends on %s', async (ends, text) => {
    const advice = 'npx -y pnpm@12 deploy:stack --id <id> --model <living models> replaces it';
    await expect(check({ model: { id: 'a.b', status: 'LEGACY', ends } })).rejects.toThrow(text + advice);
  });
});

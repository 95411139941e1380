import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createLog } from '../log/log.ts';
import { type BedrockCatalog, ModelLives } from './lifecycle.ts';

const DAY_MS = 86_400_000;

type Lifecycle = Awaited<ReturnType<BedrockCatalog['lifecycleOf']>>;

function lives(answer: () => Promise<Lifecycle>) {
  const asked: string[] = [];
  const lines: Record<string, unknown>[] = [];
  const log = createLog('INFO', (line) => lines.push(JSON.parse(line)));
  let now = 0;
  const known = new ModelLives(
    {
      lifecycleOf: (id) => {
        asked.push(id);
        return answer();
      },
    },
    () => now,
  );
  return {
    asked,
    warnings: () => lines.filter(({ level }) => level === 'WARN'),
    of: (id: string) => known.of(id, log),
    passDay: () => {
      now += DAY_MS;
    },
  };
}

describe('ModelLives', () => {
  it('answers at once, and knows more the next time', async () => {
    const { of, asked } = lives(async () => ({ status: 'ACTIVE' }));
    const id = 'eu.amazon.nova-2-lite-v1:0';
    expect(of(id)).toEqual({ id, status: null, ends: null });
    await turn();
    expect(of(id)).toEqual({ id, status: 'ACTIVE', ends: null });
    expect(asked).toEqual(['amazon.nova-2-lite-v1:0']);
  });

  it('asks once a day and warns as often of an end', async () => {
    const endOfLifeTime = new Date('2027-01-08T00:00:00Z');
    const { of, asked, warnings, passDay } = lives(async () => ({ status: 'LEGACY', endOfLifeTime }));
    for (const _ of [1, 2, 3]) {
      of('a.b');
      await turn();
    }
    expect(of('a.b')).toEqual({ id: 'a.b', status: 'LEGACY', ends: '2027-01-08' });
    expect(asked).toHaveLength(1);
    expect(warnings()).toMatchObject([
      { message: 'the model is going to end', model_id: 'a.b', reason: 'LEGACY, ends 2027-01-08' },
    ]);
    passDay();
    of('a.b');
    await turn();
    expect(asked).toHaveLength(2);
    expect(warnings()).toHaveLength(2);
  });

  it('says what the catalog says where Bedrock cannot be asked, and does not fail', async () => {
    const { of, asked, warnings } = lives(() => Promise.reject(new Error('no permission')));
    const id = 'us.anthropic.claude-opus-4-1-20250805-v1:0';
    of(id);
    await turn();
    expect(of(id)).toEqual({ id, status: null, ends: '2027-01-08' });
    expect(asked).toHaveLength(1);
    expect(warnings()).toMatchObject([{ reason: 'status unknown, ends 2027-01-08' }]);
  });

  it('believes the region where it offers what the catalog calls ended', async () => {
    const { of, warnings } = lives(async () => ({ status: 'ACTIVE' }));
    const id = 'anthropic.claude-3-haiku-20240307-v1:0';
    of(id);
    await turn();
    expect(of(id)).toEqual({ id, status: 'ACTIVE', ends: null });
    expect(warnings()).toEqual([]);
  });
});

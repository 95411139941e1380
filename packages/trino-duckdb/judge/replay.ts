import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judge, type Verdict } from './compare.ts';
import { readRecording } from './expectation.ts';
import { type LocalEngine, openLocalEngine } from './local.ts';

const folder = import.meta.dirname;

/** Statements that this engine refuses although Trino answers them: a list that may only shrink. */
const REFUSED: ReadonlySet<string> = new Set(
  readFileSync(join(folder, 'refused.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line)),
);

/** Defines a test for each topic: every recorded statement comes to what Trino answered, or is a known refusal. */
export function replayTopics(topics: readonly string[]): void {
  describe('the local engine, against what Trino answered,', () => {
    let engine: LocalEngine;

    beforeAll(async () => {
      engine = await openLocalEngine(folder);
    });

    afterAll(() => engine.close());

    it.each(topics)('does the same for %s', async (topic) => {
      const others: [Verdict, string][] = [];
      for (const expected of readRecording(join(folder, 'recorded'), topic).expectations) {
        const verdict = judge(expected, await engine.answer(expected.sql));
        const known: Verdict = REFUSED.has(expected.sql) ? 'refused' : 'same';
        if (verdict !== known) others.push([verdict, expected.sql]);
      }
      expect(others).toEqual([]);
    });
  });
}

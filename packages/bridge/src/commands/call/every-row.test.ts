import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../json-rpc.ts';
import { withEveryRow } from './every-row.ts';

describe('withEveryRow', () => {
  const server = (pages: readonly number[]) => {
    const asked: JsonObject[] = [];
    const callWith = async (args: JsonObject): Promise<JsonObject> => {
      const page = asked.push(args) - 1;
      const rows = Array.from({ length: pages[page]! }, (_, row) => ({ page, row }));
      const next = page < pages.length - 1 ? `token-${page}` : null;
      return { structuredContent: { columns: ['page', 'row'], rows, next_token: next } };
    };
    return { asked, callWith };
  };

  it('goes on with the token until the rows that were asked for are there', async () => {
    const { asked, callWith } = server([40, 30, 30, 5]);
    const { structuredContent } = await withEveryRow(callWith, { query: 'q' });
    expect((structuredContent as { rows: unknown[] }).rows).toHaveLength(100);
    expect(structuredContent).toMatchObject({ next_token: 'token-2' });
    expect(asked.slice(1)).toEqual([
      { query: 'q', max_results: 60, next_token: 'token-0' },
      { query: 'q', max_results: 30, next_token: 'token-1' },
    ]);
  });

  it('ends where there are no more rows', async () => {
    const { asked, callWith } = server([40, 3]);
    const { structuredContent } = await withEveryRow(callWith, { query: 'q', max_results: '500' });
    expect((structuredContent as { rows: unknown[] }).rows).toHaveLength(43);
    expect(asked).toHaveLength(2);
  });

  it('ends with an error of the tool', async () => {
    const failed = { isError: true, content: [] };
    const answers: JsonObject[] = [{ structuredContent: { rows: [{}], next_token: 't' } }, failed];
    expect(await withEveryRow(async () => answers.shift()!, { query: 'q' })).toBe(failed);
  });
});

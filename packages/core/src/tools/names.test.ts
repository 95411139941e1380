import { describe, expect, it } from 'vitest';
import { inToolOrder, TOOL_NAMES, type ToolName } from './names.ts';

describe('inToolOrder', () => {
  const backwards = [...TOOL_NAMES].reverse().map((name) => [name, name.length]);
  const table = Object.fromEntries(backwards) as Record<ToolName, number>;

  it('lists what a table holds in the order of the names', () => {
    expect(inToolOrder(table, String)).toEqual(TOOL_NAMES.map((name) => name.length));
  });

  it('throws the sentence for a tool that the table leaves out', () => {
    const sentence = (name: string) => `registry.ts has no handler of the tool ${name}`;
    expect(() => inToolOrder({ ...table, query_athena: undefined }, sentence)).toThrow(
      'registry.ts has no handler of the tool query_athena',
    );
  });
});

import { getEncoding } from 'js-tiktoken';
import { describe, expect, it } from 'vitest';
import { describeTool, getRcaAnalysis, getServiceTrends, listTool, queryAthena, TOOLS } from './index.ts';
import type { JsonSchema } from './listing.ts';

describe('listTool', () => {
  it.each(['cl100k_base', 'o200k_base'] as const)(
    'keeps all definitions together within 2,000 tokens of %s',
    (encoding) => {
      const list = JSON.stringify({ tools: TOOLS.map(listTool) });
      expect(getEncoding(encoding).encode(list).length).toBeLessThanOrEqual(2000);
    },
  );

  it.each(TOOLS)('describes every argument of $name and refuses others', (tool) => {
    const { inputSchema } = listTool(tool);
    expect(inputSchema.type).toBe('object');
    expect(inputSchema.additionalProperties).toBe(false);
    for (const field of Object.values(inputSchema.properties ?? {})) {
      expect(field.description).toEqual(expect.any(String));
      expect(field.type).toEqual(expect.any(String));
    }
  });

  it.each(TOOLS)('says that $name only reads', (tool) => {
    expect(listTool(tool).annotations).toEqual({
      title: tool.title,
      readOnlyHint: true,
      openWorldHint: false,
    });
  });
});

describe('describeTool', () => {
  it.each(TOOLS)('describes every field of what $name takes and returns', (tool) => {
    const { inputSchema, outputSchema } = describeTool(tool);
    expect(undescribed(inputSchema)).toEqual([]);
    expect(undescribed(outputSchema)).toEqual([]);
  });

  it('says which texts are dates, account numbers and tokens, which listTool leaves out', () => {
    const properties = describeTool(getRcaAnalysis).inputSchema.properties;
    expect(properties?.start_date).toEqual({
      type: 'string',
      format: 'date',
      description: 'YYYY-MM-DD, UTC',
    });
    expect(properties?.account_number).toEqual({
      type: 'string',
      pattern: '^\\d{4}-?\\d{4}-?\\d{4}$',
      description: '12 digits',
    });
    expect(describeTool(queryAthena).inputSchema.properties?.next_token).toMatchObject({
      pattern: '^[\\w-]+$',
    });
    expect(describeTool(getServiceTrends).outputSchema.properties).toMatchObject({
      data_as_of: { type: 'string', format: 'date' },
      dates: { items: { type: 'string', format: 'date' } },
    });
    expect(JSON.stringify(TOOLS.map(listTool))).not.toMatch(/"(format|pattern)":/);
  });
});

function undescribed(schema: JsonSchema, path = ''): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => [
    ...(typeof field.description === 'string' ? [] : [`${path}${name}`]),
    ...undescribed(field, `${path}${name}.`),
    ...undescribed(field.items ?? {}, `${path}${name}.`),
  ]);
}

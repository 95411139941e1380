import * as z from 'zod';
import type { AnswerTool } from '../../call/ports.ts';

const JSON_OBJECT = z.record(z.string(), z.json());

/**
 * A tool that a model answers through, where Converse lets it: its input is the answer. Models without tools write the
 * same JSON as text.
 */
export function answerTool(name: string, description: string, schema: z.ZodObject): AnswerTool {
  const { $schema, additionalProperties, ...inputSchema } = JSON_OBJECT.parse(
    z.toJSONSchema(schema, { io: 'input' }),
  );
  return { name, description, inputSchema };
}

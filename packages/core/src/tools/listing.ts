import * as z from 'zod';
import type { ToolDefinition } from './define.ts';

/** The parts of JSON Schema that our tools' schemas are made of. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly required?: readonly string[];
}

/** A tool as `tools/list` and REST show it. */
export interface ToolListing {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: JsonSchema & { readonly type: 'object' };
  readonly outputSchema: JsonSchema & { readonly type: 'object' };
  readonly annotations: ToolDefinition['annotations'];
}

/** A tool with everything its schemas say: for `GET /tools/{name}` and OpenAPI. Draft 2020-12, as MCP assumes. */
export function describeTool(tool: ToolDefinition): ToolListing {
  return listing(tool, jsonSchema(tool.inputSchema), jsonSchema(tool.outputSchema));
}

/**
 * A tool as `tools/list` sends it. A host puts this into every conversation, and the whole schemas of all six take
 * 4,000 tokens. So inputs keep what helps to fill them in; lengths and formats of text and bounds of numbers are left to
 * the server. Of a result it has its own fields with their types, which a client checks, but neither descriptions, which
 * a reader of the result hardly needs, nor which values a field may have, nor which fields are always there, nor the
 * fields of the rows inside, nor that a field is an object, which says nothing without its fields.
 */
export function listTool(tool: ToolDefinition): ToolListing {
  const { inputSchema, outputSchema } = describeTool(tool);
  const { required, ...output } = mapFields(outputSchema, typeOnly);
  return listing(tool, mapFields(inputSchema, withoutRules), output);
}

function listing(tool: ToolDefinition, inputSchema: JsonSchema, outputSchema: JsonSchema): ToolListing {
  const { name, title, description, annotations } = tool;
  return {
    name,
    title,
    description,
    inputSchema: { ...inputSchema, type: 'object' },
    outputSchema: { ...outputSchema, type: 'object' },
    annotations,
  };
}

function jsonSchema(schema: z.ZodObject): JsonSchema {
  // As input, so that results may gain fields without breaking a client that checks them against an older listing.
  const { $schema, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    override({ jsonSchema }) {
      // Zod writes the range of safe integers into every whole number; it tells a reader nothing.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  // Zod's type allows `true` and `false` for a schema; it writes them for fields of any or no value, which no tool has.
  return rest as JsonSchema;
}

function mapFields(schema: JsonSchema, map: (field: JsonSchema) => JsonSchema): JsonSchema {
  const fields = Object.entries(schema.properties ?? {});
  return { ...schema, properties: Object.fromEntries(fields.map(([name, field]) => [name, map(field)])) };
}

function withoutRules({
  minLength,
  maxLength,
  minimum,
  maximum,
  format,
  pattern,
  ...field
}: JsonSchema): JsonSchema {
  return field;
}

function typeOnly({
  description,
  properties,
  required,
  items,
  enum: values,
  const: value,
  minimum,
  propertyNames,
  additionalProperties,
  format,
  type,
  ...field
}: JsonSchema): JsonSchema {
  return type === 'object' ? field : { type, ...field };
}

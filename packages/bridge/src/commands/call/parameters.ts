import { isObject, type JsonObject } from '../../json-rpc.ts';

/** One argument a tool takes. */
export interface Parameter {
  readonly name: string;
  readonly schema: JsonObject;
  /** The JSON types its schema allows; empty when it does not say. */
  readonly types: ReadonlySet<string>;
  readonly required: boolean;
}

/** The arguments of a tool, by its input schema. */
export function parametersOf(inputSchema: JsonObject): Parameter[] {
  const properties = isObject(inputSchema.properties) ? inputSchema.properties : {};
  const required: readonly unknown[] = Array.isArray(inputSchema.required) ? inputSchema.required : [];
  return Object.entries(properties).map(([name, value]) => {
    const schema = isObject(value) ? value : {};
    return { name, schema, types: typesOf(schema), required: required.includes(name) };
  });
}

/** The JSON types a schema allows, alternatives included. */
export function typesOf(schema: JsonObject): Set<string> {
  const own = Array.isArray(schema.type) ? schema.type : [schema.type];
  const values = [
    ...(Array.isArray(schema.enum) ? schema.enum : []),
    ...('const' in schema ? [schema.const] : []),
  ];
  const alternatives = [schema.anyOf, schema.oneOf].flatMap((list) => (Array.isArray(list) ? list : []));
  return new Set([
    ...own.filter((type): type is string => typeof type === 'string'),
    ...(schema.type === undefined ? values.map(typeOf) : []),
    ...alternatives.filter(isObject).flatMap((alternative) => [...typesOf(alternative)]),
  ]);
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

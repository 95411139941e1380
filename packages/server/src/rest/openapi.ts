import { ERROR_STATUS } from '@case-insights/core/errors';
import { describeTool, type JsonSchema } from '@case-insights/core/tools';
import type { Tool } from '../call/tool.ts';
import { errorSchema } from '../http/errors.ts';
import { SERVER_INFO } from '../http/server-info.ts';
import { MAX_TOKENS } from './rest.ts';

/** The REST surface as OpenAPI 3.1, whose schemas are JSON Schema as the tools have them. */
export function openApi(tools: readonly Tool[]): Record<string, unknown> {
  const operations = tools.map(({ definition }) => {
    const { name, title, description, inputSchema, outputSchema } = describeTool(definition);
    return [
      `/tools/${name}`,
      {
        get: {
          operationId: `describe_${name}`,
          summary: `Definition of ${name}`,
          responses: { 200: json('The definition with its JSON Schemas', { type: 'object' }) },
        },
        post: {
          operationId: name,
          summary: title,
          description,
          requestBody: {
            required: true,
            content: { 'application/json': { schema: withMaxTokens(inputSchema) } },
          },
          responses: { 200: json('The result', outputSchema), ...errorResponses() },
        },
      },
    ];
  });
  return {
    openapi: '3.1.0',
    info: { title: SERVER_INFO.title, version: SERVER_INFO.version },
    // Relative to this document, whose address has the stage or base path that the function does not know.
    servers: [{ url: '.' }],
    security: [{ sigv4: [] }],
    paths: {
      '/': {
        get: {
          operationId: 'server',
          summary: 'The server; the health check',
          responses: { 200: json('Name, version and endpoints', { type: 'object' }) },
        },
      },
      '/tools': {
        get: {
          operationId: 'list_tools',
          summary: 'All tool definitions',
          responses: { 200: json('The definitions', { type: 'object' }) },
        },
      },
      ...Object.fromEntries(operations),
      '/openapi.json': {
        get: {
          operationId: 'openapi',
          summary: 'This document',
          responses: { 200: json('OpenAPI 3.1', { type: 'object' }) },
        },
      },
    },
    components: {
      securitySchemes: {
        sigv4: {
          type: 'apiKey',
          name: 'Authorization',
          in: 'header',
          description: 'AWS Signature Version 4 for the service execute-api',
          'x-amazon-apigateway-authtype': 'awsSigv4',
        },
      },
      schemas: { Error: errorSchema() },
    },
  };
}

/** What REST takes beside the arguments of a tool. */
function withMaxTokens({ properties, ...schema }: JsonSchema): JsonSchema {
  const description = 'Estimated tokens that the answer may have, in place of the limit of the deployment';
  return {
    ...schema,
    properties: { ...properties, max_tokens: { type: 'integer', ...MAX_TOKENS, description } },
  };
}

/** One response for each status, with the codes that share it. */
function errorResponses(): Record<string, unknown> {
  const byStatus = new Map<number, string[]>();
  for (const [code, status] of Object.entries(ERROR_STATUS)) {
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      json(codes.join(', '), { $ref: '#/components/schemas/Error' }),
    ]),
  );
}

function json(description: string, schema: object) {
  return { description, content: { 'application/json': { schema } } };
}
